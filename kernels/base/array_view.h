// SPDX-License-Identifier: Apache-2.0
// Pointer + shape of a row-major array that somebody else owns. Passed by value, never stored.
#pragma once

#include "kernels/base/check.h"
#include "kernels/base/device.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>

namespace cleave::kernels {

template <class T, int Rank>
class ArrayView {
public:
    using Value = T;

    ArrayView() = default;

    /// sizes has Rank entries, outermost first.
    template <class... Sizes>

    requires(sizeof...(Sizes) == Rank &&
             (std::is_convertible_v<Sizes, std::int64_t> && ...)) CLEAVE_HD
        explicit ArrayView(T* data, Sizes... sizes)
        : data_(data)
        , sizes_{static_cast<std::int64_t>(sizes)...} {}

    CLEAVE_HD ArrayView(T* data, const std::int64_t (&sizes)[Rank], Device device)
        : data_(data)
        , device_(device) {
        for (int i = 0; i < Rank; ++i)
            sizes_[i] = sizes[i];
    }

    /// A view that may write is a view that may read.
    template <class U>

    requires(std::is_same_v<const U, T> && !std::is_same_v<U, T>) CLEAVE_HD
        ArrayView(const ArrayView<U, Rank>& other) // NOLINT(google-explicit-constructor)
        : data_(other.data())
        , device_(other.device()) {
        for (int i = 0; i < Rank; ++i)
            sizes_[i] = other.size(i);
    }

    CLEAVE_HD T* data() const { return data_; }

    CLEAVE_HD Device device() const { return device_; }

    CLEAVE_HD std::int64_t size(int dimension) const { return sizes_[dimension]; }

    CLEAVE_HD std::int64_t count() const {
        std::int64_t product = 1;
        for (int i = 0; i < Rank; ++i)
            product *= sizes_[i];
        return product;
    }

    CLEAVE_HD bool empty() const { return count() == 0; }

    CLEAVE_HD T* begin() const { return data_; }

    CLEAVE_HD T* end() const { return data_ + count(); }

    template <class... Indices>

    requires(sizeof...(Indices) == Rank) CLEAVE_HD T& operator()(Indices... indices) const {
        std::int64_t offset = 0;
        int dimension = 0;
        ((offset = offset * sizes_[dimension++] + static_cast<std::int64_t>(indices)), ...);
        return data_[offset];
    }

    /// The sub-array at one position of the outermost dimension.
    CLEAVE_HD ArrayView<T, Rank - 1> row(std::int64_t index) const requires(Rank > 1) {
        std::int64_t inner[Rank - 1];
        std::int64_t step = 1;
        for (int i = 1; i < Rank; ++i) {
            inner[i - 1] = sizes_[i];
            step *= sizes_[i];
        }
        return ArrayView<T, Rank - 1>(data_ + index * step, inner, device_);
    }

private:
    T* data_ = nullptr;
    std::int64_t sizes_[Rank] = {};
    Device device_ = Device::Cpu;
};

/// Throws BrokenPromise naming the argument when the shape differs; -1 accepts any size.
template <class T, int Rank>
void requireShape(const ArrayView<T, Rank>& view,
                  std::initializer_list<std::int64_t> shape,
                  const char* name) {
    int dimension = 0;
    for (std::int64_t expected : shape) {
        if (expected >= 0 && view.size(dimension) != expected)
            throw BrokenPromise(std::string(name) + ": dimension " + std::to_string(dimension) +
                                " is " + std::to_string(view.size(dimension)) + ", expected " +
                                std::to_string(expected));
        ++dimension;
    }
    if (dimension != Rank)
        throw BrokenPromise(std::string(name) + ": wrong number of dimensions");
}

} // namespace cleave::kernels
