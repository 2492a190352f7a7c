namespace Reprise.Server.Api;

/// <summary>Descriptions of parameters that many operations share.</summary>
internal static class Describe
{
    public const string Q = "A filter, such as `model:gpt-4o status:error latency_ms>2000 \"refund policy\"`; everything when left out. `/api/fields` lists its fields.";
    public const string From = "From this time on: ISO 8601, or a span such as `24h` for that long ago. Unbounded when left out.";
    public const string To = "Before this time: ISO 8601, or a span for that long ago. Unbounded when left out.";
    public const string Cursor = "The cursor of the page before.";
    public const string Id = "The id of the interaction, a UUID.";

    /// <summary>States which problems an operation answers with.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.ProducesProblem(status);
        return route;
    }
}
