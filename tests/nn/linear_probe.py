"""A linear read-out trained by PyTorch's own modules, for linear_probe_python_test.cpp.

usage: linear_probe.py FOLDER n p classes seed epochs batch lr weight_decay label_smoothing

Reads FOLDER/features.raw (float32) and labels.raw (int64); writes weights.raw (classes x p) and
intercept.raw, float32.
"""
import sys

import numpy as np
import torch
from torch.nn import functional as F


def main(folder, n, p, classes, seed, epochs, batch, lr, weight_decay, smoothing):
    x = torch.from_numpy(np.fromfile(f"{folder}/features.raw", np.float32).reshape(n, p))
    y = torch.from_numpy(np.fromfile(f"{folder}/labels.raw", np.int64))
    torch.manual_seed(seed)
    linear = torch.nn.Linear(p, classes)
    adam = torch.optim.Adam(linear.parameters(), lr=lr, weight_decay=weight_decay)
    for _ in range(epochs):
        for chosen in torch.randperm(n).split(batch):
            loss = F.cross_entropy(linear(x[chosen]), y[chosen], label_smoothing=smoothing)
            adam.zero_grad()
            loss.backward()
            adam.step()
    linear.weight.detach().numpy().tofile(f"{folder}/weights.raw")
    linear.bias.detach().numpy().tofile(f"{folder}/intercept.raw")


main(sys.argv[1], *map(int, sys.argv[2:8]), *map(float, sys.argv[8:]))
