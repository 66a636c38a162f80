// SPDX-License-Identifier: Apache-2.0
// "auto" decides once, at the start of a program, and says what it chose.
#pragma once

#include "kernels/base/device.h"

#include <string>

namespace cleave {

/// auto | cpu | cuda. Throws Error(Unsupported) for cuda in a build without it or where no GPU
/// answers.
kernels::Device chooseDevice(const std::string& name);

/// How many threads the kernels use from now on; 0 = all cores.
void chooseThreads(int count);

} // namespace cleave
