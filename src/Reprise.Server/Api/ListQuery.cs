using System.Globalization;
using Reprise.Documents;
using Reprise.Store;

namespace Reprise.Server.Api;

/// <summary>Reads what lists have in common: the filter, the time range, the limit. A mistake becomes a problem that says what to do.</summary>
internal static class ListQuery
{
    /// <summary>What a page of interactions is asked by.</summary>
    public static InteractionQuery Of(HttpContext http, TimeProvider time, string? q, string? from, string? to, int limit, string? cursor, string? order)
    {
        var query = new InteractionQuery
        {
            Project = RequestProject.ProjectOf(http),
            Filter = Filter(q, time),
            From = Time("from", from, time),
            To = Time("to", to, time),
            Limit = limit,
            Cursor = string.IsNullOrEmpty(cursor) ? null : cursor,
            Ascending = IsAscending(order),
        };
        return query.Cursor is null || PageCursor.TryRead(query.Cursor, query.Ascending, out _)
            ? query
            : throw ApiProblem.InvalidParameter("cursor", "The cursor is none that this list gave out in this order; ask for the first page again.");
    }

    public static Filter Filter(string? q, TimeProvider time)
    {
        var reading = FilterParser.Parse(q, time.GetUtcNow());
        if (reading.Filter is { } filter) return filter;
        var error = reading.Error!;
        var problem = new ApiProblem(400, "invalid-filter", "The filter has a mistake", $"At character {error.Position + 1}: {error.Message}{(error.Message.EndsWith('?') ? "" : ".")}");
        problem.Members["position"] = error.Position;
        if (error.Suggestion is not null) problem.Members["suggestion"] = error.Suggestion;
        throw problem;
    }

    /// <summary>ISO 8601, without a zone taken as UTC, or a span such as <c>24h</c> for that long ago.</summary>
    public static DateTimeOffset? Time(string name, string? text, TimeProvider time)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Span(text) is { } ago) return time.GetUtcNow() - ago;
        // A plus sign that was not escaped arrives as a space.
        if (UtcJsonConverter.TryRead(text.Replace(' ', '+'), out var read) || UtcJsonConverter.TryRead(text, out read)) return read;
        throw ApiProblem.InvalidParameter(name, $"'{ApiProblem.Short(text)}' is no time; expected ISO 8601, such as 2026-01-31T12:00:00Z, or a span such as 15m, 24h or 7d for that long ago.");
    }

    /// <summary>A whole number with <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c> or <c>w</c> behind it; null when it is none.</summary>
    public static TimeSpan? Span(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100_000) return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'w' => TimeSpan.FromDays(count * 7L),
            _ => null,
        };
    }

    public static int Limit(int? limit, int standard, int max)
    {
        if (limit is null) return standard;
        return limit is > 0 && limit <= max ? limit.Value : throw ApiProblem.InvalidParameter("limit", $"The limit {limit} is out of range; expected 1 to {max}.");
    }

    private static bool IsAscending(string? order) => order switch
    {
        null or "" or "desc" => false,
        "asc" => true,
        _ => throw ApiProblem.InvalidParameter("order", $"'{ApiProblem.Short(order)}' is no order; expected asc or desc."),
    };
}
