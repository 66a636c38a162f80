// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/new_project_dialog.h"

#include "core/jobs/new_project.h"
#include "ui/dialogs/dataset_preview.h"
#include "ui/icons.h"
#include "ui/params/param_panel.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

namespace cleave::ui {

namespace {

constexpr int readDelay = 250; ///< ms after the last letter
constexpr int detailsWidth = 330;
constexpr int listedSkipped = 12; ///< names in the tool tip
const QString lastFolderKey = QStringLiteral("newProject/lastFolder");

QString formatName(const std::string& format) {
    if (format == "colmap")
        return QStringLiteral("COLMAP");
    if (format == "transforms")
        return QStringLiteral("transforms.json (NeRF)");
    if (format == "llff")
        return QStringLiteral("LLFF");
    if (format == "replica")
        return QStringLiteral("Replica");
    return QString::fromStdString(format);
}

QString skippedNames(const Dataset& dataset) {
    QStringList names;
    for (const std::string& name : dataset.skipped) {
        if (names.size() == listedSkipped) {
            names << QStringLiteral("…");
            break;
        }
        names << QString::fromStdString(name);
    }
    return names.join(QLatin1Char('\n'));
}

} // namespace

NewProjectDialog::NewProjectDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("New project"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeChooser());
    auto* middle = new QHBoxLayout;
    preview_ = new DatasetPreview(this);
    preview_->setEmptyText(tr("The cameras of your photos appear here."));
    middle->addWidget(preview_, 1);
    middle->addWidget(makeDetails());
    layout->addLayout(middle, 1);
    message_ = new QLabel(this);
    message_->setObjectName(QStringLiteral("message"));
    message_->setProperty("role", QStringLiteral("error"));
    message_->setWordWrap(true);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    message_->hide();
    layout->addWidget(message_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    create_ = buttons->addButton(tr("&Create"), QDialogButtonBox::AcceptRole);
    create_->setObjectName(QStringLiteral("create"));
    create_->setDefault(true);
    create_->setEnabled(false);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        QSettings().setValue(lastFolderKey, this->folder());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    readSoon_.setSingleShot(true);
    readSoon_.setInterval(readDelay);
    connect(&readSoon_, &QTimer::timeout, this, &NewProjectDialog::read);
    connect(this, &QDialog::finished, &reading_, &BackgroundCall::cancel);
    connect(&reading_, &BackgroundCall::failed, this, &NewProjectDialog::showError);
    resize(820, 520);
}

QWidget* NewProjectDialog::makeChooser() {
    auto* chooser = new QWidget(this);
    auto* layout = new QHBoxLayout(chooser);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("&Photos with poses:"), chooser);
    folder_ = new QLineEdit(chooser);
    folder_->setObjectName(QStringLiteral("folder"));
    folder_->setPlaceholderText(tr("A folder of COLMAP, NeRF (transforms.json), LLFF or Replica"));
    label->setBuddy(folder_);
    auto* folderButton = new QPushButton(icon(QStringLiteral("open")), tr("&Folder..."), chooser);
    auto* fileButton = new QPushButton(tr("F&ile..."), chooser);
    fileButton->setToolTip(tr("A transforms JSON file of another name"));
    for (QPushButton* button : {folderButton, fileButton})
        button->setAutoDefault(false);
    connect(folderButton, &QPushButton::clicked, this, &NewProjectDialog::chooseFolder);
    connect(fileButton, &QPushButton::clicked, this, &NewProjectDialog::chooseFile);
    connect(folder_, &QLineEdit::textChanged, this, [this] {
        reading_.cancel();
        create_->setEnabled(false);
        readSoon_.start();
    });
    layout->addWidget(label);
    layout->addWidget(folder_, 1);
    layout->addWidget(folderButton);
    layout->addWidget(fileButton);
    return chooser;
}

QWidget* NewProjectDialog::makeDetails() {
    auto* details = new QWidget(this);
    details->setFixedWidth(detailsWidth);
    auto* layout = new QVBoxLayout(details);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* found = new QGroupBox(tr("Found"), details);
    auto* foundLayout = new QVBoxLayout(found);
    facts_ = new QFormLayout;
    busy_ = new QProgressBar(found);
    busy_->setRange(0, 0);
    busy_->setTextVisible(false);
    busy_->hide();
    foundLayout->addLayout(facts_);
    foundLayout->addWidget(busy_);
    auto* settings = new QGroupBox(tr("Reading"), details);
    auto* settingsLayout = new QVBoxLayout(settings);
    panel_ = new ParamPanel(describe(params_), settings);
    connect(panel_, &ParamPanel::changed, this, [this] { readSoon_.start(); });
    settingsLayout->addWidget(panel_);
    layout->addWidget(found);
    layout->addWidget(settings);
    layout->addStretch(1);
    return details;
}

void NewProjectDialog::setFolder(const QString& folder) {
    folder_->setText(QDir::toNativeSeparators(folder));
    readSoon_.stop();
    read();
}

QString NewProjectDialog::folder() const {
    return QDir::fromNativeSeparators(folder_->text().trimmed());
}

void NewProjectDialog::chooseFolder() {
    const QString start = folder().isEmpty()
                              ? QSettings().value(lastFolderKey, QDir::homePath()).toString()
                              : folder();
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Folder of photos with poses"), start);
    if (!chosen.isEmpty())
        setFolder(chosen);
}

void NewProjectDialog::chooseFile() {
    const QString start = folder().isEmpty()
                              ? QSettings().value(lastFolderKey, QDir::homePath()).toString()
                              : folder();
    const QString chosen =
        QFileDialog::getOpenFileName(this, tr("Transforms file"), start, tr("Transforms (*.json)"));
    if (!chosen.isEmpty())
        setFolder(chosen);
}

void NewProjectDialog::read() {
    create_->setEnabled(false);
    message_->hide();
    if (folder().isEmpty()) {
        reading_.cancel();
        busy_->hide();
        showDataset(nullptr);
        return;
    }
    busy_->show();
    reading_.start([this, path = std::filesystem::path(folder().toStdString()), params = params_](
                       Progress& progress) {
        auto dataset = std::make_shared<const Dataset>(importDataset(path, params, progress));
        return BackgroundCall::Finish([this, dataset] {
            busy_->hide();
            showDataset(dataset);
            create_->setEnabled(true);
            Q_EMIT recognised(true);
        });
    });
}

void NewProjectDialog::showDataset(const std::shared_ptr<const Dataset>& dataset) {
    preview_->setDataset(dataset);
    while (facts_->rowCount() > 0)
        facts_->removeRow(0);
    if (!dataset)
        return;
    const DatasetSummary summary = summarize(*dataset);
    const QLocale locale;
    const auto add = [this](const QString& label, const QString& value) {
        auto* text = new QLabel(value, this);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        facts_->addRow(label, text);
        return text;
    };
    add(tr("Format:"), formatName(summary.format));
    add(tr("Photos:"),
        tr("%1 for training, %2 for testing")
            .arg(locale.toString(qlonglong(summary.train)),
                 locale.toString(qlonglong(summary.test))));
    add(tr("Size:"), tr("%1 × %2 pixels").arg(summary.width).arg(summary.height));
    add(tr("Initial points:"),
        summary.points > 0 ? locale.toString(qlonglong(summary.points))
                           : tr("none, training starts at points chosen by chance"));
    if (summary.skipped > 0) {
        QLabel* skipped = add(tr("Skipped photos:"), locale.toString(qlonglong(summary.skipped)));
        skipped->setProperty("role", QStringLiteral("error"));
        skipped->setToolTip(tr("Missing or unreadable:") + QLatin1Char('\n') +
                            skippedNames(*dataset));
    }
}

void NewProjectDialog::showError(const QString& message) {
    busy_->hide();
    showDataset(nullptr);
    message_->setText(message);
    message_->show();
    Q_EMIT recognised(false);
}

} // namespace cleave::ui
