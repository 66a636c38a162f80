// SPDX-License-Identifier: Apache-2.0
// From a photo to SAM's square input, and from its small square answers back to the photo.
#pragma once

#include "core/image/image.h"

#include <vector>

namespace cleave {

/// A photo and its place in the network's input: the top left part of the square, its longer side
/// filling it.
struct SamFrame {
    int width = 0, height = 0;           ///< of the photo
    int inputWidth = 0, inputHeight = 0; ///< of its part of the input
    int inputSize = 0;                   ///< side of the input

    double inputX(double x) const { return x * (static_cast<double>(inputWidth) / width); }

    double inputY(double y) const { return y * (static_cast<double>(inputHeight) / height); }

    bool operator==(const SamFrame&) const = default;
};

SamFrame samFrame(int width, int height, int inputSize);

/// photo: RGB, 8 bit -> [inputSize, inputSize, 3], normalised; zeros outside the photo.
FloatImage samInput(const Image& photo, const SamFrame& frame);

/// Enlarges answers [size, size] to the photo as the reference does it: bilinear to the input's
/// size, cut to the photo's part, bilinear to the photo. Both steps at once: each new value mixes
/// at most three neighbours in each direction.
class SamUpscaler {
public:
    SamUpscaler(const SamFrame& frame, int size);

    /// logits [size, size] -> out [height, width] of the photo. Callable from several threads at
    /// once.
    void run(const float* logits, float* out) const;

private:
    struct Taps {
        int first = 0;
        float weights[3] = {};
    };

    static std::vector<Taps> tapsOf(int size, int inputSize, int inputPart, int photoSize);

    int size_ = 0;
    std::vector<Taps> columns_, rows_;
};

} // namespace cleave
