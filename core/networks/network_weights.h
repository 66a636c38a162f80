// SPDX-License-Identifier: Apache-2.0
// The named tensors of a network's checkpoint, taken one by one, so that only one of them is in
// memory in the file's form.
#pragma once

#include "core/formats/checkpoint.h"
#include "core/networks/layers.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cleave {

class NetworkWeights {
public:
    /// Changes a tensor's numbers after they were read, e.g. to probe a network in a test.
    using Adjust = std::function<void(const std::string& name, std::vector<float>& values)>;

    /// `probe`: a tensor that every checkpoint of the network has. Throws Error naming the file for
    /// one that cannot be read or does not hold the probe.
    NetworkWeights(const std::filesystem::path& path, const std::string& probe, Adjust adjust = {});

    const std::filesystem::path& path() const { return path_; }

    bool has(const std::string& name) const;
    /// Throws Error naming file and tensor when it is not there.
    const std::vector<std::int64_t>& shape(const std::string& name) const;
    /// Length of one dimension.
    std::int64_t size(const std::string& name, std::size_t dimension) const;

    /// Widened to fp32, row-major. -1 in `expected` accepts any length. Throws Error naming file,
    /// tensor and both shapes.
    std::vector<float> take(const std::string& name, std::initializer_list<std::int64_t> expected);
    kernels::Array<float, 1> takeVector(const std::string& name, std::int64_t length);
    Rows takeRows(const std::string& name, std::int64_t rows, std::int64_t width);

    /// `name`.weight [outputs, inputs] and, where wanted, `name`.bias. 1x1 convolutions are linear
    /// layers too.
    LinearLayer takeLinear(const std::string& name,
                           std::int64_t outputs,
                           std::int64_t inputs,
                           bool hasBias = true);
    NormLayer takeNorm(const std::string& name, std::int64_t channels, float epsilon);

    /// Throws Error naming the first tensor that nobody took, but for names that begin with one of
    /// `known` and what batch normalisations count while training.
    void finish(std::initializer_list<std::string_view> known) const;

    /// Over the numbers of all tensors taken so far: tells checkpoints apart.
    std::uint64_t fingerprint() const { return fingerprint_; }

private:
    const CheckpointEntry& entry(const std::string& name) const;

    std::filesystem::path path_;
    Checkpoint checkpoint_;
    Adjust adjust_;
    std::set<std::string> taken_;
    std::uint64_t fingerprint_ = 0;
};

} // namespace cleave
