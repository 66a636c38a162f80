// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

#include <filesystem>

namespace cleave::tests {

/// A folder of its own for one test, removed with it.
class TemporaryFolder {
public:
    std::filesystem::path path() const { return folder_.path().toStdString(); }

    std::filesystem::path operator/(const std::string& name) const { return path() / name; }

private:
    QTemporaryDir folder_;
};

} // namespace cleave::tests
