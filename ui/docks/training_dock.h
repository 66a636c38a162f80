// SPDX-License-Identifier: Apache-2.0
// The stages of the way from photos to features: each with its parameters, what it needs, and a
// button that starts it.
#pragma once

#include "core/methods/segmentation_method.h"
#include "ui/document/project_jobs.h"

#include <QDockWidget>

#include <map>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace cleave::ui {

class CurvePlot;
class ParamPanel;

class TrainingDock : public QDockWidget {
    Q_OBJECT

public:
    TrainingDock(ProjectDocument& document,
                 ProjectJobs& jobs,
                 TaskRunner& runner,
                 QWidget* parent = nullptr);

    void startField();
    void startMasks();
    void startLift();
    void startTree();

    /// The parameters that startField uses, for scripts and tests.
    ParamPanel& fieldPanel() { return *fieldPanel_; }

    ParamPanel& liftPanel();

    CurvePlot& plot() { return *plot_; }

Q_SIGNALS:
    void importMasksWanted();

private:
    QWidget* makeFieldPage();
    QWidget* makeMasksPage();
    QWidget* makeLiftPage();
    QWidget* makeTreePage();
    void showState();
    bool isUnderWay(int task) const;
    void showNextStage();
    void remember(const QString& key, const ParamPanel& panel) const;
    void recall(const QString& key, ParamPanel& panel) const;

    ProjectDocument& document_;
    ProjectJobs& jobs_;
    TaskRunner& runner_;
    TrainFieldParams fieldParams_;
    MakeMasksParams masksParams_;
    BuildTreeParams treeParams_;
    std::map<QString, std::unique_ptr<SegmentationMethod>>
        methods_; ///< hold the parameters that the panels edit
    std::map<QString, ParamPanel*> liftPanels_;

    QTabWidget* stages_;
    ParamPanel* fieldPanel_ = nullptr;
    ParamPanel* masksPanel_ = nullptr;
    ParamPanel* treePanel_ = nullptr;
    CurvePlot* plot_ = nullptr;
    QPushButton *startField_ = nullptr, *pause_ = nullptr, *cancel_ = nullptr,
                *startMasks_ = nullptr, *startLift_ = nullptr, *startTree_ = nullptr;
    QLabel *fieldState_ = nullptr, *masksState_ = nullptr, *liftState_ = nullptr,
           *treeState_ = nullptr;
    QComboBox* method_ = nullptr;
    QStackedWidget* liftStack_ = nullptr;
    int fieldTask_ = 0, masksTask_ = 0, liftTask_ = 0, treeTask_ = 0; ///< started last
    int nextStage_ = 0; ///< that was last turned to; -1: all are done
};

} // namespace cleave::ui
