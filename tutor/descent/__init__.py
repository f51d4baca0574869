"""What a learner has set in the laboratory of gradient descent: texts, controls, the command line, and the runs."""
