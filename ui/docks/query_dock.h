// SPDX-License-Identifier: Apache-2.0
// What is being asked: method, prompts, threshold, granularity; and what can be done with the
// answer.
#pragma once

#include "ui/document/query_controller.h"

#include <QDockWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QToolButton;

namespace cleave::ui {

class SimilaritySlider;

class QueryDock : public QDockWidget {
    Q_OBJECT

public:
    QueryDock(ProjectDocument& document, QueryController& queries, QWidget* parent = nullptr);

    /// A button for each action (grow, shrink, ...), in a row under the sliders.
    void setSelectionActions(const QList<QAction*>& actions);
    void setKeepAction(QAction* action);

    /// Whether the button is down; says nothing to anybody.
    void showHeatMap(bool isOn);

Q_SIGNALS:
    void heatMapWanted(bool isOn);

private:
    void showQuery();
    void showMethods();

    ProjectDocument& document_;
    QueryController& queries_;
    QComboBox* method_;
    QListWidget* prompts_;
    QToolButton* removePrompt_;
    QToolButton* clear_;
    SimilaritySlider* threshold_;
    SimilaritySlider* granularity_;
    SimilaritySlider* falloff_;
    QToolButton* heatMap_;
    QPushButton* keep_;
    QLabel* status_;
    QWidget* edits_;
};

} // namespace cleave::ui
