using System.Text;
using System.Text.Json;
using Reprise.Server.Api;
using Reprise.Settings;
using Reprise.Transfer.Export;

namespace Reprise.Server.Audit;

/// <summary>Writes the audit log a page at a time, as it is read.</summary>
internal sealed class AuditExport(ISettingsStore settings, AuditQuery query, bool isCsv) : IResult
{
    private const string Head = "id,timestamp,project,actor,action,subject,details\r\n";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = isCsv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename=\"audit.{(isCsv ? "csv" : "jsonl")}\"";
        if (isCsv) await response.WriteAsync(Head, httpContext.RequestAborted);
        for (var page = query; ;)
        {
            var found = await settings.AuditAsync(page, httpContext.RequestAborted);
            foreach (var entry in found.Entries) await WriteAsync(response, AuditEntryDocument.Of(entry), httpContext.RequestAborted);
            if (!found.HasMore) return;
            page = page with { Before = found.Entries[^1].Id };
        }
    }

    private Task WriteAsync(HttpResponse response, AuditEntryDocument entry, CancellationToken cancellationToken)
    {
        if (isCsv) return response.WriteAsync(Row(entry), Encoding.UTF8, cancellationToken);
        var line = JsonSerializer.SerializeToUtf8Bytes(entry, ApiJson.Relaxed.AuditEntryDocument);
        return response.Body.WriteAsync((byte[])[.. line, (byte)'\n'], cancellationToken).AsTask();
    }

    private static string Row(AuditEntryDocument entry)
    {
        string[] fields = [entry.Id, entry.Timestamp.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture), entry.Project ?? "", entry.Actor, entry.Action, entry.Subject ?? "", entry.Details?.GetRawText() ?? ""];
        return string.Join(',', fields.Select(static field => CsvFormat.Field(field, isText: true))) + "\r\n";
    }
}
