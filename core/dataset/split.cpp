// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/split.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "kernels/base/check.h"

#include <sstream>

namespace cleave {

void holdOutEvery(Dataset& dataset, int n) {
    CLEAVE_ASSERT(n >= 2);
    for (std::size_t i = 0; i < dataset.views.size(); ++i)
        dataset.views[i].isTest = dataset.views.size() >= 2 && i % static_cast<std::size_t>(n) == 0;
}

std::vector<std::string> readViewNames(const std::filesystem::path& path) {
    std::istringstream lines(readTextFile(path));
    std::vector<std::string> names;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string::npos || line[begin] == '#')
            continue;
        names.push_back(line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1));
    }
    return names;
}

void holdOutNamed(Dataset& dataset,
                  const std::vector<std::string>& names,
                  const std::string& source) {
    std::vector<bool> isTest(dataset.views.size(), false);
    for (const std::string& name : names) {
        const View* view = dataset.findView(name);
        if (!view)
            throw badInput(
                CLEAVE_TR("Dataset",
                          "%1 names the test view \"%2\", which is none of the %3 photos"),
                source,
                name,
                dataset.views.size());
        isTest[static_cast<std::size_t>(view - dataset.views.data())] = true;
    }
    for (std::size_t i = 0; i < isTest.size(); ++i)
        dataset.views[i].isTest = isTest[i];
}

} // namespace cleave
