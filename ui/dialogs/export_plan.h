// SPDX-License-Identifier: Apache-2.0
// What the export dialog needs to know of each kind of export: its parameters, what would be
// written, and the job that writes it.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/export/view_painter.h"
#include "core/methods/segmentation_method.h"
#include "core/project/project.h"

#include <QString>
#include <QStringList>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cleave::ui {

enum class ExportKind { Masks, Splats, Mesh, Images, Video };

/// Rows of a table: what, how much.
using ExportFacts = std::vector<std::pair<QString, QString>>;

/// How the small picture beside the choices is drawn.
struct ExportPicture {
    std::string segments; ///< drawn alone; empty: everything
    RenderMode mode = RenderMode::Rgb;
    std::string views = "all"; ///< the first of these
};

class ExportPlan {
public:
    virtual ~ExportPlan() = default;

    virtual ParamList params() = 0;
    /// What would be written to `target`. Throws Error when nothing can be.
    virtual ExportFacts facts(const Project& project,
                              const std::filesystem::path& target) const = 0;
    virtual ExportPicture picture() const = 0;
    using Work = std::function<void(const Project&, Progress&)>;
    /// Holds a copy of the parameters as they are now.
    virtual Work work(const std::filesystem::path& target,
                      std::shared_ptr<const Similarity> similarity) const = 0;

    QString key; ///< under which choices are remembered
    QString title;
    QString doneText;     ///< with %1 for the target
    QStringList suffixes; ///< of the file, the first is offered; empty: a folder is written
    QString filter;       ///< of the file chooser
    QString defaultName;  ///< of the folder
    /// The words of the parameter "segments" for everything, and what they are called.
    std::vector<std::pair<QString, QString>> wholes;
};

std::unique_ptr<ExportPlan> makeExportPlan(ExportKind kind);

} // namespace cleave::ui
