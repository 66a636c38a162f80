// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/methods/omniseg3d/omniseg3d.h"
#include "core/methods/sa3d/sa3d.h"
#include "core/methods/saga/saga.h"
#include "core/methods/segmentation_method.h"

namespace cleave {

namespace {

struct Entry {
    const char* name;
    std::unique_ptr<SegmentationMethod> (*make)();
};

template <class Method>
std::unique_ptr<SegmentationMethod> make() {
    return std::make_unique<Method>();
}

constexpr Entry entries[] = {
    {"omniseg3d", make<Omniseg3d>},
    {"saga", make<Saga>},
    {"sa3d", make<Sa3d>},
};

} // namespace

std::vector<std::string> methodNames() {
    std::vector<std::string> names;
    for (const Entry& entry : entries)
        names.emplace_back(entry.name);
    return names;
}

std::unique_ptr<SegmentationMethod> makeMethod(const std::string& name) {
    std::string known;
    for (const Entry& entry : entries) {
        if (name == entry.name)
            return entry.make();
        known += (known.empty() ? "" : ", ") + std::string(entry.name);
    }
    throw badInput(
        CLEAVE_TR("Methods", "there is no method \"%1\"; known methods: %2"), name, known);
}

} // namespace cleave
