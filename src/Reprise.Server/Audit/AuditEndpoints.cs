using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Settings;

namespace Reprise.Server.Audit;

/// <summary>Shows what was done to the record and its settings, and by whom.</summary>
internal static class AuditEndpoints
{
    private const string ScopeHelp = "`project` (the default), `installation` for what concerns every project, or `all`; the latter two for administrators.";
    private const string ActionHelp = "An action such as `hold.create`, or the beginning of some, such as `retention.*`.";
    private const string ActorHelp = "Who, such as `user:ann`, `key:ci`, `local` or `reprise`.";
    private const string SubjectHelp = "To what exactly, such as the id of an interaction.";

    public static IEndpointRouteBuilder MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/audit", ListAsync).WithTags("audit").WithName("listAudit").Needs(Permission.Own).WithSummary("What was done, newest first").Problems(400, 503);
        routes.MapGet("/api/audit/export", ExportAsync).WithTags("audit").WithName("exportAudit").Needs(Permission.Own).WithSummary("The audit log as a file, newest first")
            .WithDescription("JSON Lines, or CSV whose texts no spreadsheet takes for formulas. The export is on the log itself.").Produces<string>(200, "application/x-ndjson", "text/csv").Problems(400, 503);
        return routes;
    }

    private static async Task<Ok<AuditPageDocument>> ListAsync(
        HttpContext http, ISettingsStore settings, TimeProvider time, CancellationToken cancellationToken,
        [Description(ScopeHelp)] string? scope = null,
        [Description(ActionHelp)] string? action = null,
        [Description(ActorHelp)] string? actor = null,
        [Description(SubjectHelp)] string? subject = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("At most this many, 1 to 1000; 100 when left out.")] int? limit = null,
        [Description("`next` of the page before.")] string? before = null)
    {
        var query = QueryOf(http, time, scope, action, actor, subject, from, to) with
        {
            Limit = ListQuery.Limit(limit, 100, AuditQuery.MaxLimit),
            Before = string.IsNullOrEmpty(before) ? null : InteractionId.TryParse(before, out var id) ? id : throw ApiProblem.InvalidParameter("before", $"'{ApiProblem.Short(before)}' is no id; expected `next` of the page before."),
        };
        var page = await settings.AuditAsync(query, cancellationToken);
        return TypedResults.Ok(new AuditPageDocument { Items = [.. page.Entries.Select(AuditEntryDocument.Of)], Next = page.HasMore ? page.Entries[^1].Id.ToString() : null });
    }

    private static async Task<AuditExport> ExportAsync(
        HttpContext http, ISettingsStore settings, TimeProvider time,
        [Description("`jsonl`, a line each (the default), or `csv`.")] string? format = null,
        [Description(ScopeHelp)] string? scope = null,
        [Description(ActionHelp)] string? action = null,
        [Description(ActorHelp)] string? actor = null,
        [Description(SubjectHelp)] string? subject = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null)
    {
        var isCsv = format switch
        {
            null or "" or "jsonl" => false,
            "csv" => true,
            _ => throw ApiProblem.InvalidParameter("format", $"'{ApiProblem.Short(format)}' is no format; expected jsonl or csv."),
        };
        var query = QueryOf(http, time, scope, action, actor, subject, from, to) with { Limit = AuditQuery.MaxLimit };
        // Who took the log away is on it before it goes.
        await settings.AppendAuditAsync([AccessDetails.Entry(time, query.Project ?? "", http.Caller().Actor, "audit.export", null, new AccessDetails { Filter = action })], http.RequestAborted);
        return new AuditExport(settings, query, isCsv);
    }

    private static AuditQuery QueryOf(HttpContext http, TimeProvider time, string? scope, string? action, string? actor, string? subject, string? from, string? to) => new()
    {
        Project = ScopeOf(http, scope),
        Action = ActionOf(action),
        Actor = TextOf("actor", actor),
        Subject = TextOf("subject", subject),
        From = ListQuery.Time("from", from, time),
        To = ListQuery.Time("to", to, time),
    };

    private static string? TextOf(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return text.Length <= 1000 && text.EnumerateRunes().All(static rune => !Rune.IsControl(rune) && rune != Rune.ReplacementChar) ? text : throw ApiProblem.InvalidParameter(name, $"{name} has at most 1,000 characters, none of them a control character.");
    }

    /// <summary>What concerns other projects, or the installation, is for administrators.</summary>
    private static string? ScopeOf(HttpContext http, string? scope)
    {
        if (scope != "all") return scope is "installation" or "project" or null or "" ? http.ProjectOrInstallation(scope) : throw ApiProblem.InvalidParameter("scope", $"'{ApiProblem.Short(scope)}' is no scope; expected project, installation or all.");
        http.Require(Permission.Administer, "");
        return null;
    }

    private static string? ActionOf(string? action)
    {
        if (string.IsNullOrEmpty(action)) return null;
        return action.Length <= 100 && action.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '*')
            ? action
            : throw ApiProblem.InvalidParameter("action", $"'{ApiProblem.Short(action)}' is no action; expected one such as hold.create, or a beginning such as retention.*");
    }
}

internal sealed record AuditPageDocument
{
    public required IReadOnlyList<AuditEntryDocument> Items { get; init; }

    /// <summary>Send it as `before` for the page that follows; left out on the last page.</summary>
    public string? Next { get; init; }
}

/// <summary>One thing that was done.</summary>
internal sealed record AuditEntryDocument
{
    public required string Id { get; init; }
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Left out for what concerns the whole installation.</summary>
    public string? Project { get; init; }

    /// <summary>`reprise` for the server itself, `local` for whoever sits at the machine.</summary>
    public required string Actor { get; init; }

    /// <summary>What, as `noun.verb`.</summary>
    public required string Action { get; init; }

    /// <summary>To what, where the action does not say enough.</summary>
    public string? Subject { get; init; }

    /// <summary>Counts, ranges and reasons.</summary>
    public JsonElement? Details { get; init; }

    public static AuditEntryDocument Of(AuditEntry entry) => new()
    {
        Id = entry.Id.ToString(),
        Timestamp = entry.Timestamp,
        Project = entry.Project.Length == 0 ? null : entry.Project,
        Actor = entry.Actor,
        Action = entry.Action,
        Subject = entry.Subject,
        Details = entry.Details is { } details ? JsonElement.Parse(details) : null,
    };
}
