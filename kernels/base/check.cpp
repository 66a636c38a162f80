// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/check.h"

namespace cleave {

void failAssertion(const char* condition, const char* file, int line) {
    throw BrokenPromise(std::string(file) + ":" + std::to_string(line) + ": expected " + condition);
}

} // namespace cleave
