// SPDX-License-Identifier: Apache-2.0
// Array <-> tensor without copying: kernels and LibTorch work on the same memory.
#pragma once

#include "kernels/base/array_view.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>

#include <array>

namespace cleave {

/// A tensor that borrows the array's memory, which must outlive it. CPU arrays; element types
/// float, int32, int64, uint8.
template <class T, int Rank>
at::Tensor borrowAsTensor(kernels::ArrayView<T, Rank> view) {
    CLEAVE_ASSERT(view.device() == kernels::Device::Cpu);
    std::array<std::int64_t, Rank> sizes;
    for (int i = 0; i < Rank; ++i)
        sizes[static_cast<std::size_t>(i)] = view.size(i);
    using Element = std::remove_const_t<T>;
    return at::from_blob(const_cast<Element*>(view.data()),
                         sizes,
                         at::TensorOptions().dtype(c10::CppTypeToScalarType<Element>::value));
}

/// A view of the tensor's memory, which must outlive it. Contiguous CPU tensor of exactly this type
/// and rank.
template <class T, int Rank>
kernels::ArrayView<T, Rank> borrowAsArray(const at::Tensor& tensor) {
    using Element = std::remove_const_t<T>;
    CLEAVE_ASSERT(tensor.dim() == Rank && tensor.is_contiguous() && tensor.device().is_cpu());
    CLEAVE_ASSERT(tensor.scalar_type() == c10::CppTypeToScalarType<Element>::value);
    std::int64_t sizes[Rank];
    for (int i = 0; i < Rank; ++i)
        sizes[i] = tensor.size(i);
    return kernels::ArrayView<T, Rank>(tensor.data_ptr<Element>(), sizes, kernels::Device::Cpu);
}

} // namespace cleave
