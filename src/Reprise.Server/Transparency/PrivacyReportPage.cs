using System.Globalization;
using System.Net;
using System.Text;
using Reprise.Privacy.Reports;

namespace Reprise.Server.Transparency;

/// <summary>The report as a page to print or to hand on: no script, no address of another server.</summary>
internal static class PrivacyReportPage
{
    public static string Of(PrivacyReport report)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Data protection report</title><h1>Data protection report</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p>Made at {report.MadeAt:yyyy-MM-dd HH:mm} UTC. Encryption at rest is {(report.Encrypted ? $"on (master key {E(report.MasterKey)})" : "off")}.</p>");
        if (report.Missing.Count > 0) page.Append(CultureInfo.InvariantCulture, $"<p>Could not be asked: {E(string.Join(", ", report.Missing))}.</p>");
        Table(page, "Where", ["what", "where", "holds", "bytes"], report.Places.Select(place => new[] { place.What, place.Where, place.Holds, Number(place.Bytes) }));
        foreach (var project in report.Projects) Project(page, project);
        return page.Append("</html>").ToString();
    }

    private static void Project(StringBuilder page, StoredProject project)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Project {E(project.Project)}</h2><p>{project.Interactions:N0} interactions, {project.Bytes:N0} bytes");
        if (project.Since is { } since) page.Append(CultureInfo.InvariantCulture, $", from {since:yyyy-MM-dd} to {project.Until:yyyy-MM-dd}");
        page.Append(".</p>");
        Table(page, "For how long", ["kind", "days", "days of bodies", "by"], project.Retention.Select(kept => new[] { kept.Kind ?? "all", Days(kept.Days), Days(kept.BodyDays), kept.Source }));
        if (project.Holds.Count > 0) page.Append(CultureInfo.InvariantCulture, $"<p>Legal holds: {E(string.Join(", ", project.Holds))}.</p>");
        if (project.Form is { } form)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>Policy {E(form.Policy)}; {(form.MetadataOnly ? "metadata only" : "with contents")}; consent {(form.ConsentRequired ? "required" : "not required")}; users {(form.UsersHashed ? "as keyed hashes" : "as sent")}; addresses: {E(form.Ip)}; key version {form.KeyVersion?.ToString(CultureInfo.InvariantCulture) ?? "none"}.</p>");
            Table(page, "Redacted", ["type", "how", "interactions of the last 30 days"], form.Redact.Keys.Union(form.Redacted?.Keys ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(type => new[] { type, form.Redact.GetValueOrDefault(type) ?? "", Number(form.Redacted?.GetValueOrDefault(type)) }));
        }

        Table(page, "Who may read it", ["who", "role", "kind"], project.MayRead.Select(reader => new[] { reader.Who, reader.Role, reader.Kind }));
        Table(page, "Who read it in the last 30 days", ["who", "reads", "exports", "last (UTC)"], project.HaveRead.Select(read => new[] { read.Who, Number(read.Reads), Number(read.Exports), read.Last.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) }));
    }

    private static void Table(StringBuilder page, string title, string[] columns, IEnumerable<string[]> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h3>{title}</h3><table border=\"1\"><tr>");
        foreach (var column in columns) page.Append(CultureInfo.InvariantCulture, $"<th>{column}</th>");
        foreach (var row in rows)
        {
            page.Append("</tr><tr>");
            foreach (var cell in row) page.Append(CultureInfo.InvariantCulture, $"<td>{E(cell)}</td>");
        }

        page.Append("</tr></table>");
    }

    private static string Days(int days) => days == 0 ? "for ever" : days.ToString(CultureInfo.InvariantCulture);

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    private static string E(string? text) => WebUtility.HtmlEncode(text ?? "");
}
