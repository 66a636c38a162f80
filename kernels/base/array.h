// SPDX-License-Identifier: Apache-2.0
// The owner of an array's memory: 64-byte aligned, zero-initialised, big ones on 2 MiB pages
// (reading through 4 KiB pages reaches less than half the memory's speed). Moves; copies only by
// clone().
#pragma once

#include "kernels/base/array_view.h"
#include "kernels/base/device_memory.h"

#include <cstring>
#include <utility>
#include <vector>

namespace cleave::kernels {

template <class T, int Rank>
class Array {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Array() = default;

    template <class... Sizes>

    requires(sizeof...(Sizes) == Rank &&
             (std::is_convertible_v<Sizes, std::int64_t> && ...)) explicit Array(Sizes... sizes)
        : Array(Device::Cpu, sizes...) {}

    template <class... Sizes>

    requires(sizeof...(Sizes) == Rank && (std::is_convertible_v<Sizes, std::int64_t> && ...))
        Array(Device device, Sizes... sizes)
        : sizes_{static_cast<std::int64_t>(sizes)...} {
        memory_ = DeviceMemory(device, static_cast<std::size_t>(count()) * sizeof(T));
    }

    T* data() { return static_cast<T*>(memory_.data()); }

    const T* data() const { return static_cast<const T*>(memory_.data()); }

    Device device() const { return memory_.device(); }

    std::int64_t size(int dimension) const { return sizes_[dimension]; }

    std::int64_t count() const {
        std::int64_t product = 1;
        for (std::int64_t size : sizes_)
            product *= size;
        return product;
    }

    std::size_t bytes() const { return static_cast<std::size_t>(count()) * sizeof(T); }

    bool empty() const { return count() == 0; }

    ArrayView<T, Rank> view() { return ArrayView<T, Rank>(data(), sizes_, device()); }

    ArrayView<const T, Rank> view() const {
        return ArrayView<const T, Rank>(data(), sizes_, device());
    }

    ArrayView<const T, Rank> constView() const { return view(); }

    operator ArrayView<T, Rank>() { return view(); } // NOLINT(google-explicit-constructor)

    operator ArrayView<const T, Rank>() const {
        return view();
    } // NOLINT(google-explicit-constructor)

    template <class... Indices>
    T& operator()(Indices... indices) {
        return view()(indices...);
    }

    template <class... Indices>
    const T& operator()(Indices... indices) const {
        return view()(indices...);
    }

    T* begin() { return data(); }

    T* end() { return data() + count(); }

    const T* begin() const { return data(); }

    const T* end() const { return data() + count(); }

    Array clone() const {
        Array copy;
        for (int i = 0; i < Rank; ++i)
            copy.sizes_[i] = sizes_[i];
        copy.memory_ = memory_.clone();
        return copy;
    }

    void fill(T value) {
        for (T& element : *this)
            element = value;
    }

private:
    std::int64_t sizes_[Rank] = {};
    DeviceMemory memory_;
};

} // namespace cleave::kernels
