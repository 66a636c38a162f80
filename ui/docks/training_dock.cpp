// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/training_dock.h"

#include "ui/docks/curve_plot.h"
#include "ui/params/param_panel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace cleave::ui {

namespace {

QLabel* stateLabel() {
    auto* label = new QLabel;
    label->setWordWrap(true);
    return label;
}

QWidget* scrolled(QWidget* content) {
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

} // namespace

TrainingDock::TrainingDock(ProjectDocument& document,
                           ProjectJobs& jobs,
                           TaskRunner& runner,
                           QWidget* parent)
    : QDockWidget(tr("Training"), parent)
    , document_(document)
    , jobs_(jobs)
    , runner_(runner)
    , stages_(new QTabWidget(this)) {
    setObjectName(QStringLiteral("TrainingDock"));
    stages_->setDocumentMode(true);
    stages_->addTab(scrolled(makeFieldPage()), tr("1 Field"));
    stages_->addTab(scrolled(makeMasksPage()), tr("2 Masks"));
    stages_->addTab(scrolled(makeLiftPage()), tr("3 Features"));
    stages_->addTab(scrolled(makeTreePage()), tr("4 Tree"));
    setWidget(stages_);

    for (const auto signal : {&ProjectDocument::documentReset,
                              &ProjectDocument::datasetChanged,
                              &ProjectDocument::fieldChanged,
                              &ProjectDocument::masksChanged,
                              &ProjectDocument::liftedChanged,
                              &ProjectDocument::segmentsChanged})
        connect(&document_, signal, this, &TrainingDock::showState);
    connect(&document_, &ProjectDocument::documentReset, plot_, &CurvePlot::clear);
    // When a step is done, the next one is what the person looks for.
    connect(&document_, &ProjectDocument::documentReset, this, &TrainingDock::showNextStage);
    connect(&runner_, &TaskRunner::busyChanged, this, [this](bool isBusy) {
        if (!isBusy)
            showNextStage();
    });
    connect(&jobs_, &ProjectJobs::trainingStarted, plot_, &CurvePlot::clear);
    connect(&jobs_, &ProjectJobs::trainingStarted, this, &TrainingDock::showState);
    connect(&jobs_,
            &ProjectJobs::trainingStep,
            this,
            [this](double iteration, double loss, double psnr, qint64 primitives) {
                plot_->addLoss(iteration, loss);
                if (psnr > 0)
                    plot_->addPsnr(iteration, psnr);
                const QLocale locale;
                fieldState_->setText(tr("Step %1, %2 primitives")
                                         .arg(locale.toString(static_cast<qint64>(iteration)),
                                              locale.toString(primitives)));
            });
    connect(&jobs_, &ProjectJobs::trainingEnded, this, &TrainingDock::showState);
    connect(&jobs_, &ProjectJobs::trainingPausedChanged, this, [this](bool isPaused) {
        pause_->setText(isPaused ? tr("Resume") : tr("Pause"));
    });
    connect(&runner_, &TaskRunner::busyChanged, this, &TrainingDock::showState);
    connect(&runner_, &TaskRunner::taskChanged, this, [this](int id) {
        if (!isUnderWay(id))
            showState();
    });
    showState();
}

QWidget* TrainingDock::makeFieldPage() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    fieldPanel_ = new ParamPanel(describe(fieldParams_));
    recall(QStringLiteral("params/train"), *fieldPanel_);
    layout->addWidget(fieldPanel_);
    auto* buttons = new QHBoxLayout;
    startField_ = new QPushButton(tr("Train"));
    startField_->setObjectName(QStringLiteral("startField"));
    pause_ = new QPushButton(tr("Pause"));
    pause_->setObjectName(QStringLiteral("pauseField"));
    cancel_ = new QPushButton(tr("Cancel"));
    buttons->addWidget(startField_);
    buttons->addWidget(pause_);
    buttons->addWidget(cancel_);
    layout->addLayout(buttons);
    plot_ = new CurvePlot;
    layout->addWidget(plot_, 1);
    fieldState_ = stateLabel();
    layout->addWidget(fieldState_);
    connect(startField_, &QPushButton::clicked, this, &TrainingDock::startField);
    connect(pause_, &QPushButton::clicked, this, [this] {
        jobs_.setTrainingPaused(!jobs_.isTrainingPaused());
    });
    connect(cancel_, &QPushButton::clicked, this, [this] { runner_.cancel(fieldTask_); });
    return page;
}

QWidget* TrainingDock::makeMasksPage() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    masksPanel_ = new ParamPanel(describe(masksParams_));
    recall(QStringLiteral("params/masks"), *masksPanel_);
    layout->addWidget(masksPanel_);
    auto* buttons = new QHBoxLayout;
    startMasks_ = new QPushButton(tr("Make masks"));
    startMasks_->setObjectName(QStringLiteral("startMasks"));
    auto* import = new QPushButton(tr("Import..."));
    buttons->addWidget(startMasks_);
    buttons->addWidget(import);
    layout->addLayout(buttons);
    masksState_ = stateLabel();
    layout->addWidget(masksState_);
    layout->addStretch();
    connect(startMasks_, &QPushButton::clicked, this, &TrainingDock::startMasks);
    connect(import, &QPushButton::clicked, this, &TrainingDock::importMasksWanted);
    return page;
}

QWidget* TrainingDock::makeLiftPage() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    method_ = new QComboBox;
    liftStack_ = new QStackedWidget;
    for (const std::string& name : methodNames()) {
        const QString key = QString::fromStdString(name);
        methods_[key] = makeMethod(name);
        method_->addItem(QString::fromStdString(translate(methods_[key]->label())), key);
        liftPanels_[key] = new ParamPanel(methods_[key]->params());
        recall(QStringLiteral("params/") + key, *liftPanels_[key]);
        liftStack_->addWidget(liftPanels_[key]);
    }
    auto* form = new QFormLayout;
    form->addRow(tr("Method"), method_);
    layout->addLayout(form);
    layout->addWidget(liftStack_);
    startLift_ = new QPushButton(tr("Lift"));
    startLift_->setObjectName(QStringLiteral("startLift"));
    layout->addWidget(startLift_);
    liftState_ = stateLabel();
    layout->addWidget(liftState_);
    layout->addStretch();
    connect(method_, &QComboBox::currentIndexChanged, liftStack_, &QStackedWidget::setCurrentIndex);
    connect(startLift_, &QPushButton::clicked, this, &TrainingDock::startLift);
    return page;
}

QWidget* TrainingDock::makeTreePage() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    treePanel_ = new ParamPanel(describe(treeParams_));
    layout->addWidget(treePanel_);
    startTree_ = new QPushButton(tr("Take the scene apart"));
    startTree_->setObjectName(QStringLiteral("startTree"));
    layout->addWidget(startTree_);
    treeState_ = stateLabel();
    layout->addWidget(treeState_);
    layout->addStretch();
    connect(startTree_, &QPushButton::clicked, this, &TrainingDock::startTree);
    return page;
}

ParamPanel& TrainingDock::liftPanel() {
    return *liftPanels_.at(method_->currentData().toString());
}

void TrainingDock::startField() {
    remember(QStringLiteral("params/train"), *fieldPanel_);
    fieldTask_ = jobs_.train(fieldParams_);
}

void TrainingDock::startMasks() {
    remember(QStringLiteral("params/masks"), *masksPanel_);
    masksTask_ = jobs_.makeMasks(masksParams_);
    showState();
}

void TrainingDock::startLift() {
    const QString name = method_->currentData().toString();
    remember(QStringLiteral("params/") + name, liftPanel());
    liftTask_ = jobs_.lift(name.toStdString(), liftPanel().texts());
    showState();
}

void TrainingDock::startTree() {
    treeTask_ = jobs_.buildTree(treeParams_);
    showState();
}

void TrainingDock::remember(const QString& key, const ParamPanel& panel) const {
    QSettings settings;
    settings.beginGroup(key);
    for (const auto& [name, text] : panel.texts())
        settings.setValue(QString::fromStdString(name), QString::fromStdString(text));
}

void TrainingDock::recall(const QString& key, ParamPanel& panel) const {
    QSettings settings;
    settings.beginGroup(key);
    std::vector<std::pair<std::string, std::string>> texts;
    for (const QString& name : settings.childKeys())
        texts.emplace_back(name.toStdString(), settings.value(name).toString().toStdString());
    panel.setTexts(texts);
}

void TrainingDock::showNextStage() {
    const Project& project = document_.project();
    const int stage = !isTrained(project.field)    ? 0
                      : !project.masks             ? 1
                      : project.lifted.empty()     ? 2
                      : project.segments.isEmpty() ? 3
                                                   : -1;
    // Once for each: who turns back to an earlier page has a reason.
    if (stage == nextStage_)
        return;
    nextStage_ = stage;
    if (stage >= 0)
        stages_->setCurrentIndex(stage);
}

bool TrainingDock::isUnderWay(int task) const {
    const TaskStatus* status = runner_.task(task);
    return status && (status->state == TaskState::Waiting || status->state == TaskState::Running);
}

void TrainingDock::showState() {
    const Project& project = document_.project();
    const QLocale locale;
    const bool hasPhotos = project.dataset != nullptr, hasField = isTrained(project.field);
    startField_->setEnabled(hasPhotos && !jobs_.isTraining());
    pause_->setEnabled(jobs_.isTraining());
    cancel_->setEnabled(jobs_.isTraining());
    startMasks_->setEnabled(hasPhotos && !isUnderWay(masksTask_));
    startLift_->setEnabled(hasField && project.masks && !isUnderWay(liftTask_));
    startTree_->setEnabled(!project.lifted.empty() && !isUnderWay(treeTask_));
    if (!jobs_.isTraining()) {
        if (!hasPhotos && !hasField)
            fieldState_->setText(tr("A project needs photos first."));
        else if (!hasField)
            fieldState_->setText(tr("Not trained yet."));
        else if (project.training.psnr > 0)
            fieldState_->setText(
                tr("%1 primitives, %2 dB on the test photos.")
                    .arg(locale.toString(static_cast<qint64>(primitiveCount(project.field))),
                         locale.toString(project.training.psnr, 'f', 2)));
        else
            fieldState_->setText(
                tr("%1 primitives.")
                    .arg(locale.toString(static_cast<qint64>(primitiveCount(project.field)))));
    }
    const auto underWay = [this](QLabel* state, int task, const QString& text) {
        if (isUnderWay(task))
            state->setText(text);
    };
    masksState_->setText(
        project.masks ? tr("%1 masks in %2 photos.")
                            .arg(locale.toString(static_cast<qint64>(project.masks->maskCount())),
                                 locale.toString(static_cast<qint64>(project.masks->views.size())))
                      : tr("No masks yet. Region masks need no network; masks of other programs "
                           "can be imported."));
    const auto lifted = project.lifted.find(project.currentMethod);
    if (lifted != project.lifted.end())
        liftState_->setText(tr("Lifted with %1. Click in the view to select.")
                                .arg(QString::fromStdString(project.currentMethod)));
    else
        liftState_->setText(hasField && project.masks
                                ? tr("Ready to lift.")
                                : tr("Lifting needs a trained field and masks."));
    treeState_->setText(project.segments.isEmpty()
                            ? tr("No segments yet.")
                            : tr("%Ln segment(s) in the tree.",
                                 nullptr,
                                 static_cast<int>(project.segments.segments().size())));
    underWay(masksState_, masksTask_, tr("Making masks..."));
    underWay(liftState_, liftTask_, tr("Lifting..."));
    underWay(treeState_, treeTask_, tr("Taking the scene apart..."));
}

} // namespace cleave::ui
