// SPDX-License-Identifier: Apache-2.0
// Every action of the studio once: id, text, shortcut, icon, help. Menus, tool bars, docks and
// tests refer to it by id.
#pragma once

#include <QAction>
#include <QHash>
#include <QObject>

namespace cleave::ui {

enum class ActionId {
    NewProject,
    OpenProject,
    ImportSplats,
    OpenSample,
    Save,
    SaveAs,
    Quit,
    Undo,
    Redo,
    ClearSelection,
    InvertSelection,
    GrowSelection,
    ShrinkSelection,
    SmoothSelection,
    RemoveIslands,
    FillHoles,
    AddSegmentToSelection,
    SubtractSegmentFromSelection,
    IntersectSelectionWithSegment,
    NavigateTool,
    ClickTool,
    BoxTool,
    StrokeTool,
    Focus,
    Home,
    ComparePhoto,
    TrainField,
    MakeMasks,
    ImportMasks,
    LiftMasks,
    BuildTree,
    TakeEverything,
    KeepSegment,
    RenameSegment,
    RecolorSegment,
    DeleteSegment,
    DeleteSegmentTree,
    MergeSegments,
    SplitSegment,
    SplitPieces,
    IsolateSegment,
    SelectSegment,
    ExportMasks,
    ExportSplats,
    ExportMesh,
    ExportImages,
    ExportVideo,
    ManageModels,
    Preferences,
    About,
};

class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QObject* parent = nullptr);

    QAction* operator[](ActionId id) const { return actions_.value(static_cast<int>(id)); }

    QList<QAction*> all() const { return actions_.values(); }

private:
    QHash<int, QAction*> actions_;
};

} // namespace cleave::ui
