// SPDX-License-Identifier: Apache-2.0
// What is being asked: method, prompts, threshold, granularity; and what can be done with the
// answer.
#pragma once

#include "ui/document/query_controller.h"

#include <QDockWidget>

#include <memory>

class QComboBox;
class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace cleave::ui {

class AgreementPanel;
class ParamPanel;
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
    /// The form of the present method's own options.
    void showOptions();
    QWidget* makeProgress();

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
    QVBoxLayout* optionsPlace_;
    std::unique_ptr<SegmentationMethod> optionsOf_; ///< holds the values that the form edits
    ParamPanel* options_ = nullptr;
    std::vector<std::pair<std::string, std::string>> shownOptions_;
    AgreementPanel* agreements_;
    QProgressBar* progress_;
    QToolButton* stop_;
};

} // namespace cleave::ui
