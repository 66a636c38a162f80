// SPDX-License-Identifier: Apache-2.0
// Which views are held out for testing.
#pragma once

#include "core/dataset/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cleave {

/// Every n-th held out when neither the data nor the person says which: the convention of the
/// field.
inline constexpr int defaultTestEvery = 8;

/// Views 0, n, 2n, ... are test views; with fewer than two views none is. n >= 2.
void holdOutEvery(Dataset& dataset, int n);

/// View names of a text file, one a line; blank lines and lines that begin with # are left out.
std::vector<std::string> readViewNames(const std::filesystem::path& path);

/// Exactly the named views are test views. Throws Error(BadInput), naming `source`, where a name is
/// no view.
void holdOutNamed(Dataset& dataset,
                  const std::vector<std::string>& names,
                  const std::string& source);

} // namespace cleave
