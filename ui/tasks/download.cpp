// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/download.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

namespace cleave::ui {

namespace {

constexpr int silenceMilliseconds = 30000; ///< without a byte before a connection counts as lost
constexpr int statusOk = 200, statusPartial = 206, statusRangeWrong = 416;

int statusOf(const QNetworkReply& reply) {
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); // 0: no HTTP
}

} // namespace

Download::Download(QObject* parent)
    : QObject(parent)
    , network_(std::make_unique<QNetworkAccessManager>()) {}

Download::~Download() {
    cancel();
}

bool Download::isRunning() const {
    return reply_ != nullptr;
}

void Download::start(const QUrl& url, const QString& file, qint64 expectedBytes) {
    cancel();
    url_ = url;
    expectedBytes_ = expectedBytes;
    file_.setFileName(file);
    request();
}

void Download::cancel() {
    if (QNetworkReply* reply = reply_) {
        reply_ = nullptr;
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
    file_.close();
}

void Download::request() {
    if (!file_.open(QIODevice::ReadWrite | QIODevice::Append))
        return fail(tr("%1 cannot be written: %2").arg(file_.fileName(), file_.errorString()));
    if (expectedBytes_ > 0 &&
        file_.size() == expectedBytes_) { // ended between its last byte and its check
        file_.close();
        QMetaObject::invokeMethod(this, &Download::finished, Qt::QueuedConnection);
        return;
    }
    if (expectedBytes_ > 0 && file_.size() > expectedBytes_)
        file_.resize(0);
    QNetworkRequest request(url_);
    request.setTransferTimeout(silenceMilliseconds);
    request.setRawHeader("Accept-Encoding", "identity");
    if (file_.size() > 0)
        request.setRawHeader("Range", "bytes=" + QByteArray::number(file_.size()) + "-");
    hasBegun_ = false;
    reply_ = network_->get(request);
    connect(reply_, &QNetworkReply::readyRead, this, &Download::takeBytes);
    connect(reply_, &QNetworkReply::finished, this, &Download::end);
}

bool Download::beginBody() {
    const int status = statusOf(*reply_);
    if (status != 0 && status != statusOk && status != statusPartial)
        return false; // an error page
    const QByteArray range = reply_->rawHeader("Content-Range");
    const bool continues = status == statusPartial &&
                           range.startsWith("bytes " + QByteArray::number(file_.size()) + "-");
    if (status == statusPartial && !continues)
        return false;
    if (!continues)
        file_.resize(0); // the server sends the whole
    hasBegun_ = true;
    return true;
}

void Download::takeBytes() {
    if (!reply_ || (!hasBegun_ && !beginBody()))
        return;
    const QByteArray bytes = reply_->readAll();
    if (file_.write(bytes) != bytes.size())
        return fail(tr("%1 cannot be written: %2").arg(file_.fileName(), file_.errorString()));
    const qint64 rest = reply_->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    const qint64 total = expectedBytes_ > 0                   ? expectedBytes_
                         : statusOf(*reply_) == statusPartial ? 0
                                                              : rest;
    if (expectedBytes_ > 0 && file_.size() > expectedBytes_) {
        file_.resize(0);
        return fail(tr("%1 sends more than the %L2 bytes that were expected; it is another file.")
                        .arg(url_.host())
                        .arg(expectedBytes_));
    }
    Q_EMIT progressed(file_.size(), total);
}

void Download::end() {
    if (!reply_)
        return;
    if (statusOf(*reply_) == statusRangeWrong &&
        file_.size() > 0) { // what is here cannot be continued
        file_.resize(0);
        cancel();
        return request();
    }
    if (reply_->error() != QNetworkReply::NoError)
        return fail(describe(*reply_));
    takeBytes();
    if (!reply_)
        return;
    const qint64 size = file_.size();
    if (!hasBegun_ || (expectedBytes_ > 0 && size < expectedBytes_))
        return fail(tr("%1 stopped after %L2 of %L3 bytes; download again to continue.")
                        .arg(url_.host())
                        .arg(size)
                        .arg(expectedBytes_));
    cancel();
    Q_EMIT finished();
}

void Download::fail(const QString& message) {
    cancel();
    Q_EMIT failed(message);
}

QString Download::describe(const QNetworkReply& reply) const {
    switch (reply.error()) {
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // by the transfer timeout: cancel() does not come
                                                // here
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyConnectionRefusedError:
        return tr("There is no connection to %1. Check the network, or download the file elsewhere "
                  "and add it here.")
            .arg(url_.host());
    case QNetworkReply::RemoteHostClosedError:
        return tr("%1 closed the connection; download again to continue.").arg(url_.host());
    case QNetworkReply::ContentNotFoundError:
    case QNetworkReply::ContentGoneError:
        return tr("%1 does not have the file any more; look for it on the project's page and add "
                  "it here.")
            .arg(url_.host());
    default:
        return tr("Downloading from %1 failed: %2").arg(url_.host(), reply.errorString());
    }
}

} // namespace cleave::ui
