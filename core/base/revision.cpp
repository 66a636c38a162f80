// SPDX-License-Identifier: Apache-2.0
#include "core/base/revision.h"

#include <atomic>
#include <random>

namespace cleave {

Revision newRevision() {
    // 43 random bits and a counter of 20 below: fits SQLite's and JSON's signed integers.
    static std::atomic<Revision> next = [] {
        std::random_device device;
        const Revision random = (Revision{device()} << 32 | device()) & ((Revision{1} << 43) - 1);
        return random << 20 | 1;
    }();
    return next.fetch_add(1) & ((Revision{1} << 63) - 1);
}

} // namespace cleave
