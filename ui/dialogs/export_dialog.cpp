// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/export_dialog.h"

#include "core/export/export_choice.h"
#include "core/jobs/paint_source.h"
#include "ui/dialogs/segment_chooser.h"
#include "ui/icons.h"
#include "ui/params/param_panel.h"
#include "ui/tasks/guarded.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace cleave::ui {

namespace {

constexpr int updateDelay = 120; ///< ms after the last change
constexpr int pictureWidth = 320, pictureHeight = 240;
constexpr int choicesWidth = 360;
constexpr auto segmentsParam = "segments";

/// Choices that belong to one project: names in another one mean nothing.
bool isRemembered(const std::string& name, const std::string& text) {
    if (name == "segments")
        return false;
    return name != "views" || text == "all" || text == "train" || text == "test";
}

QImage toQImage(const Image& image) {
    return QImage(image.pixels.data(),
                  image.width,
                  image.height,
                  image.width * 3,
                  QImage::Format_RGB888)
        .copy();
}

QImage draw(const Project& project, const Similarity* similarity, const ExportPicture& picture) {
    const ViewPainter painter(paintSource(project, picture.segments, similarity), picture.mode);
    const Camera camera =
        chooseViews(project.dataset.get(), project.field, picture.views).front().camera;
    const QSize size = QSize(camera.intrinsics.width, camera.intrinsics.height)
                           .scaled(pictureWidth, pictureHeight, Qt::KeepAspectRatio);
    return toQImage(
        painter.paint(camera.scaledTo(std::max(1, size.width()), std::max(1, size.height()))));
}

} // namespace

ExportDialog::ExportDialog(ExportKind kind,
                           const ProjectDocument& document,
                           const QString& presetSegments,
                           QWidget* parent)
    : QDialog(parent)
    , plan_(makeExportPlan(kind))
    , project_(document.project())
    , similarity_(document.query().similarity) {
    setWindowTitle(plan_->title);
    auto* layout = new QVBoxLayout(this);
    auto* middle = new QHBoxLayout;
    middle->addWidget(makeChoices(), 1);
    middle->addWidget(makePreview());
    layout->addLayout(middle, 1);
    layout->addWidget(makeChooser());
    message_ = new QLabel(this);
    message_->setObjectName(QStringLiteral("message"));
    message_->setWordWrap(true);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(message_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    export_ = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    export_->setObjectName(QStringLiteral("export"));
    export_->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        remember();
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);

    restore(presetSegments);
    updateSoon_.setSingleShot(true);
    updateSoon_.setInterval(updateDelay);
    connect(&updateSoon_, &QTimer::timeout, this, &ExportDialog::drawPicture);
    connect(panel_, &ParamPanel::changed, this, [this] {
        updateFacts();
        updateSoon_.start();
    });
    connect(target_, &QLineEdit::textChanged, this, &ExportDialog::updateFacts);
    connect(&drawing_, &BackgroundCall::failed, this, [this](const QString& text) {
        picture_->setText(text);
    });
    connect(this, &QDialog::finished, &drawing_, &BackgroundCall::cancel);
    updateFacts();
    drawPicture();
}

ExportDialog::~ExportDialog() = default;

QWidget* ExportDialog::makeChoices() {
    auto* choices = new QGroupBox(tr("What"), this);
    choices->setMinimumWidth(choicesWidth);
    auto* layout = new QVBoxLayout(choices);
    segments_ = new SegmentChooser(project_.segments, plan_->wholes, choices);
    panel_ = new ParamPanel(plan_->params(), choices);
    panel_->hideRow(segmentsParam);
    layout->addWidget(segments_, 1);
    layout->addWidget(panel_);
    if (project_.segments.isEmpty())
        layout->addStretch(1);
    connect(segments_, &SegmentChooser::changed, this, [this] {
        panel_->setValue(segmentsParam, segments_->text().toStdString());
    });
    connect(panel_, &ParamPanel::changed, this, [this](const QString& name) {
        if (name == QLatin1String(segmentsParam))
            segments_->setText(
                QString::fromStdString(paramText(*findParam(panel_->params(), segmentsParam))));
    });
    return choices;
}

QWidget* ExportDialog::makePreview() {
    auto* box = new QGroupBox(tr("Will be written"), this);
    auto* layout = new QVBoxLayout(box);
    picture_ = new QLabel(box);
    picture_->setFixedSize(pictureWidth, pictureHeight);
    picture_->setAlignment(Qt::AlignCenter);
    picture_->setWordWrap(true);
    picture_->setProperty("role", QStringLiteral("hint"));
    facts_ = new QFormLayout;
    layout->addWidget(picture_);
    layout->addLayout(facts_);
    layout->addStretch(1);
    return box;
}

QWidget* ExportDialog::makeChooser() {
    auto* chooser = new QWidget(this);
    auto* layout = new QHBoxLayout(chooser);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(
        plan_->suffixes.isEmpty() ? tr("&To the folder:") : tr("&To the file:"), chooser);
    target_ = new QLineEdit(chooser);
    target_->setObjectName(QStringLiteral("target"));
    label->setBuddy(target_);
    auto* button = new QPushButton(icon(QStringLiteral("open")), tr("&Choose..."), chooser);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, &ExportDialog::chooseTarget);
    layout->addWidget(label);
    layout->addWidget(target_, 1);
    layout->addWidget(button);
    return chooser;
}

void ExportDialog::restore(const QString& presetSegments) {
    QSettings settings;
    settings.beginGroup(QStringLiteral("export/") + plan_->key);
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& [name, text] : panel_->texts()) {
        const QVariant value =
            settings.value(QStringLiteral("params/") + QString::fromStdString(name));
        if (value.isValid())
            texts.emplace_back(name, value.toString().toStdString());
    }
    if (!presetSegments.isEmpty())
        texts.emplace_back("segments", presetSegments.toStdString());
    panel_->setTexts(texts);
    segments_->setText(
        QString::fromStdString(paramText(*findParam(panel_->params(), segmentsParam))));

    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QDir folder(settings.value(QStringLiteral("folder"), documents).toString());
    QString name = plan_->defaultName;
    if (!plan_->suffixes.isEmpty())
        name = QStringLiteral("scene.") +
               settings.value(QStringLiteral("suffix"), plan_->suffixes.first()).toString();
    target_->setText(QDir::toNativeSeparators(folder.filePath(name)));
}

void ExportDialog::remember() const {
    QSettings settings;
    settings.beginGroup(QStringLiteral("export/") + plan_->key);
    for (const auto& [name, text] : panel_->texts())
        if (isRemembered(name, text))
            settings.setValue(QStringLiteral("params/") + QString::fromStdString(name),
                              QString::fromStdString(text));
    const QFileInfo file(target());
    settings.setValue(QStringLiteral("folder"), file.absolutePath());
    if (!plan_->suffixes.isEmpty())
        settings.setValue(QStringLiteral("suffix"), file.suffix().toLower());
}

QString ExportDialog::target() const {
    return QDir::fromNativeSeparators(target_->text().trimmed());
}

void ExportDialog::setTarget(const QString& target) {
    target_->setText(QDir::toNativeSeparators(target));
}

void ExportDialog::chooseTarget() {
    if (plan_->suffixes.isEmpty()) {
        const QString chosen = QFileDialog::getExistingDirectory(
            this, plan_->title, QFileInfo(target()).absolutePath());
        if (!chosen.isEmpty())
            setTarget(chosen);
        return;
    }
    QString filter;
    // Whether to replace is said in the dialog itself, live.
    QString chosen = QFileDialog::getSaveFileName(
        this, plan_->title, target(), plan_->filter, &filter, QFileDialog::DontConfirmOverwrite);
    if (chosen.isEmpty())
        return;
    if (QFileInfo(chosen).suffix().isEmpty())
        chosen += QLatin1Char('.') +
                  filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0);
    setTarget(chosen);
}

QString ExportDialog::targetProblem() const {
    if (target().isEmpty())
        return plan_->suffixes.isEmpty() ? tr("Name a folder to write to.")
                                         : tr("Name a file to write to.");
    const QFileInfo file(target());
    if (plan_->suffixes.isEmpty())
        return file.exists() && !file.isDir()
                   ? tr("%1 is a file, a folder is expected.").arg(target())
                   : QString();
    if (file.isDir())
        return tr("%1 is a folder, a file is expected.").arg(target());
    if (!plan_->suffixes.contains(file.suffix(), Qt::CaseInsensitive)) {
        QStringList endings;
        for (const QString& suffix : plan_->suffixes)
            endings << QLatin1Char('.') + suffix;
        return tr("The file's name must end in one of: %1").arg(endings.join(QStringLiteral(", ")));
    }
    return {};
}

QString ExportDialog::replacedNote() const {
    const QFileInfo file(target());
    if (!plan_->suffixes.isEmpty())
        return file.exists() ? tr("The file exists and will be replaced.") : QString();
    return file.isDir() && !QDir(target()).isEmpty()
               ? tr("The folder is not empty; files of the same names will be replaced.")
               : QString();
}

void ExportDialog::updateFacts() {
    ExportFacts facts;
    QString problem;
    const bool isPossible = guarded([&] { facts = plan_->facts(project_, target().toStdString()); },
                                    [&](const QString& text) { problem = text; });
    if (!segments_->hasChoice())
        problem = tr("Check at least one segment.");
    if (problem.isEmpty())
        problem = targetProblem();
    while (facts_->rowCount() > 0)
        facts_->removeRow(0);
    for (const auto& [what, value] : facts) {
        auto* text = new QLabel(value, this);
        text->setWordWrap(true);
        facts_->addRow(what, text);
    }
    export_->setEnabled(isPossible && problem.isEmpty());
    message_->setProperty("role",
                          problem.isEmpty() ? QStringLiteral("hint") : QStringLiteral("error"));
    style()->unpolish(message_); // style sheets look at properties only then
    style()->polish(message_);
    message_->setText(problem.isEmpty() ? replacedNote() : problem);
    message_->setVisible(!message_->text().isEmpty());
}

void ExportDialog::drawPicture() {
    if (!isTrained(project_.field))
        return picture_->clear();
    if (picture_->pixmap(Qt::ReturnByValue).isNull())
        picture_->setText(tr("Drawing..."));
    drawing_.start([this, project = project_, similarity = similarity_, picture = plan_->picture()](
                       Progress&) {
        const QImage image = draw(project, similarity.get(), picture);
        return BackgroundCall::Finish([this, image] {
            picture_->setPixmap(QPixmap::fromImage(image));
            Q_EMIT pictureShown();
        });
    });
}

std::function<void(const Project&, Progress&)> ExportDialog::work() const {
    return plan_->work(std::filesystem::path(target().toStdString()), similarity_);
}

QString ExportDialog::doneText() const {
    return plan_->doneText.arg(QDir::toNativeSeparators(target()));
}

} // namespace cleave::ui
