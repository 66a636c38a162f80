// SPDX-License-Identifier: Apache-2.0
#include "ui/actions.h"

#include "ui/icons.h"

#include <QKeySequence>

namespace cleave::ui {

Actions::Actions(QObject* parent) : QObject(parent) {
    const auto add = [this](ActionId id,
                            const QString& text,
                            const char* iconName = "",
                            const QKeySequence& shortcut = {},
                            const QString& help = {},
                            bool isCheckable = false) {
        auto* action = new QAction(text, this);
        if (iconName[0])
            action->setIcon(icon(QString::fromLatin1(iconName)));
        action->setShortcut(shortcut);
        if (!help.isEmpty()) {
            action->setStatusTip(help);
            action->setToolTip(shortcut.isEmpty()
                                   ? help
                                   : help + QStringLiteral(" (%1)").arg(
                                                shortcut.toString(QKeySequence::NativeText)));
        }
        action->setCheckable(isCheckable);
        actions_.insert(static_cast<int>(id), action);
    };

    add(ActionId::NewProject,
        tr("&New Project..."),
        "new",
        QKeySequence::New,
        tr("A project from a folder of posed photos"));
    add(ActionId::OpenProject,
        tr("&Open..."),
        "open",
        QKeySequence::Open,
        tr("Open a project, a splat or a folder of photos"));
    add(ActionId::ImportSplats,
        tr("Import &Splats..."),
        "",
        {},
        tr("A project from a trained splat (.ply, .splat, .spz)"));
    add(ActionId::OpenSample,
        tr("Open the Sample S&cene"),
        "",
        {},
        tr("A small scene that comes with Cleave"));
    add(ActionId::Save, tr("&Save"), "save", QKeySequence::Save, tr("Save the project"));
    add(ActionId::SaveAs, tr("Save &As..."), "", QKeySequence::SaveAs);
    add(ActionId::Quit, tr("&Quit"), "", QKeySequence::Quit);
    add(ActionId::Undo, tr("&Undo"), "undo", QKeySequence::Undo);
    add(ActionId::Redo, tr("&Redo"), "redo", QKeySequence::Redo);
    add(ActionId::ClearSelection,
        tr("&Clear Selection"),
        "",
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    add(ActionId::InvertSelection,
        tr("&Invert"),
        "invert",
        QKeySequence(Qt::CTRL | Qt::Key_I),
        tr("Select what is not selected"));
    add(ActionId::GrowSelection,
        tr("&Grow"),
        "grow",
        QKeySequence(Qt::CTRL | Qt::Key_Plus),
        tr("Take in the nearest neighbours"));
    add(ActionId::ShrinkSelection,
        tr("S&hrink"),
        "shrink",
        QKeySequence(Qt::CTRL | Qt::Key_Minus),
        tr("Leave out the border"));
    add(ActionId::SmoothSelection,
        tr("S&mooth"),
        "smooth",
        {},
        tr("Let neighbours vote on every primitive"));
    add(ActionId::RemoveIslands,
        tr("Remove I&slands"),
        "islands",
        {},
        tr("Keep only the large connected pieces"));
    add(ActionId::FillHoles, tr("&Fill Holes"), "fill", {}, tr("Take in what is enclosed"));
    add(ActionId::AddSegmentToSelection, tr("&Add Segment to Selection"));
    add(ActionId::SubtractSegmentFromSelection, tr("S&ubtract Segment from Selection"));
    add(ActionId::IntersectSelectionWithSegment, tr("In&tersect Selection with Segment"));
    add(ActionId::NavigateTool,
        tr("&Navigate"),
        "navigate",
        QKeySequence(Qt::Key_1),
        tr("Turn, slide and fly"),
        true);
    add(ActionId::ClickTool,
        tr("&Click"),
        "click",
        QKeySequence(Qt::Key_2),
        tr("Click a thing to select it; Shift adds, Ctrl or the right button excludes"),
        true);
    add(ActionId::BoxTool,
        tr("&Box"),
        "box",
        QKeySequence(Qt::Key_3),
        tr("Draw a box around a thing"),
        true);
    add(ActionId::StrokeTool,
        tr("&Stroke"),
        "stroke",
        QKeySequence(Qt::Key_4),
        tr("Draw over a thing"),
        true);
    add(ActionId::Focus,
        tr("&Focus"),
        "focus",
        QKeySequence(Qt::Key_F),
        tr("Look at the selection or the current segment"));
    add(ActionId::Home,
        tr("&Whole Scene"),
        "home",
        QKeySequence(Qt::Key_H),
        tr("Look at the whole scene"));
    add(ActionId::ComparePhoto,
        tr("Photo &Beside"),
        "compare",
        QKeySequence(Qt::Key_C),
        tr("Show the nearest photo beside the view"),
        true);
    add(ActionId::TrainField,
        tr("&Train the Field"),
        "train",
        {},
        tr("Train a Gaussian splat from the photos"));
    add(ActionId::MakeMasks,
        tr("Make &Masks"),
        "masks",
        {},
        tr("Region masks for all training photos"));
    add(ActionId::ImportMasks,
        tr("&Import Masks..."),
        "",
        {},
        tr("Masks that another program made"));
    add(ActionId::LiftMasks,
        tr("&Lift Masks"),
        "lift",
        {},
        tr("Bring the masks onto the field's primitives"));
    add(ActionId::BuildTree,
        tr("Take the Scene &Apart"),
        "tree",
        {},
        tr("Build the segment tree of the whole scene"));
    add(ActionId::TakeEverything,
        tr("Take &Everything in This View"),
        "",
        {},
        tr("A segment for every mask of the photo nearest to the view"));
    add(ActionId::KeepSegment,
        tr("&Keep Selection as Segment"),
        "keep",
        QKeySequence(Qt::CTRL | Qt::Key_K),
        tr("Keep what is selected under a name; inside the current segment where it lies in it"));
    add(ActionId::RenameSegment, tr("&Rename"), "rename", QKeySequence(Qt::Key_F2));
    add(ActionId::RecolorSegment, tr("&Colour..."));
    add(ActionId::DeleteSegment,
        tr("&Delete, Keep What Is Inside"),
        "",
        {},
        tr("Delete the segments; what is inside moves up"));
    add(ActionId::DeleteSegmentTree,
        tr("Delete with &Everything Inside"),
        "delete",
        QKeySequence::Delete,
        tr("Delete the segments with everything inside"));
    add(ActionId::MergeSegments,
        tr("&Merge"),
        "merge",
        QKeySequence(Qt::CTRL | Qt::Key_M),
        tr("Make one segment of the chosen ones"));
    add(ActionId::SplitSegment,
        tr("&Split by Selection"),
        "split",
        {},
        tr("What is selected leaves the segment for one of its own"));
    add(ActionId::SplitPieces,
        tr("Split into &Pieces"),
        "",
        {},
        tr("Make a segment of every connected piece"));
    add(ActionId::IsolateSegment,
        tr("&Isolate"),
        "isolate",
        QKeySequence(Qt::Key_I),
        tr("Show the chosen segments alone"),
        true);
    add(ActionId::SelectSegment, tr("Se&lect Its Primitives"));
    add(ActionId::ExportMasks, tr("&Masks..."), "export-masks");
    add(ActionId::ExportSplats, tr("&Splats..."), "export-splats");
    add(ActionId::ExportMesh, tr("M&esh..."), "export-mesh");
    add(ActionId::ExportImages, tr("&Images..."), "export-images");
    add(ActionId::ExportVideo, tr("&Video..."), "export-video");
    add(ActionId::ManageModels,
        tr("M&odels..."),
        "",
        {},
        tr("Which networks' checkpoints are here, and how to get the others"));
    add(ActionId::Preferences, tr("&Preferences..."), "", QKeySequence::Preferences);
    add(ActionId::About, tr("&About Cleave"));
}

} // namespace cleave::ui
