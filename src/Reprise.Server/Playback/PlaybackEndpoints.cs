using System.Text.Json;
using Reprise.Playback;

namespace Reprise.Server.Playback;

/// <summary>What the playback server can be asked itself: <c>GET /playback/status</c>, and <c>POST /playback/rewind</c> between two tests.</summary>
internal sealed class PlaybackEndpoints(RequestDelegate next, TapeDeck deck, PlaybackServerOptions options)
{
    private const int ShownMax = 100;

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/playback", StringComparison.Ordinal, out var rest)) return next(context);
        if (rest == "/status" && HttpMethods.IsGet(context.Request.Method)) return WriteAsync(context, 200, json => Write(json, deck.Player.Summarise()));
        if (rest != "/rewind" || !HttpMethods.IsPost(context.Request.Method)) return NotFoundAsync(context);
        deck.Player.Rewind();
        options.Faults?.Rewind();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task NotFoundAsync(HttpContext context) => WriteAsync(context, 404, static json =>
    {
        json.WriteString("title", "Not a route of playback");
        json.WriteNumber("status", 404);
        json.WriteString("detail", "Calls go to /{provider}/…, /v1/… or /lane/{name}/{provider}/…; ask GET /playback/status or POST /playback/rewind.");
    });

    private void Write(Utf8JsonWriter json, PlaybackSummary summary)
    {
        json.WriteNumber("entries", summary.Entries);
        json.WriteNumber("unused", summary.Unused.Count);
        json.WriteNumber("recorded", deck.Writer?.Count ?? 0);
        json.WriteStartObject("calls");
        json.WriteNumber("exact", summary.Exact);
        json.WriteNumber("normalised", summary.Normalised);
        json.WriteNumber("ordered", summary.Ordered);
        json.WriteNumber("miss", summary.Misses);
        json.WriteEndObject();
        if (options.Faults is { } faults) Write(json, faults);
        json.WriteStartArray("unused_entries");
        foreach (var entry in summary.Unused.Take(ShownMax))
        {
            json.WriteStartObject();
            Place(json, entry);
            json.WriteString("method", entry.Request.Method);
            json.WriteString("path", entry.Request.Path);
            json.WriteString("provider", entry.Request.Provider);
            json.WriteString("lane", entry.Lane);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("misses");
        foreach (var miss in summary.LatestMisses) Write(json, miss);
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in deck.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IPlaybackFaults faults)
    {
        json.WriteStartObject("faults");
        json.WriteNumber("seed", faults.Seed);
        json.WriteStartArray("rules");
        foreach (var count in faults.Counts)
        {
            json.WriteStartObject();
            json.WriteString("rule", count.Rule);
            json.WriteNumber("seen", count.Seen);
            json.WriteNumber("applied", count.Applied);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PlaybackMiss miss)
    {
        json.WriteStartObject();
        json.WriteString("reason", miss.Reason switch
        {
            MissReason.PlayedOut => "played_out",
            MissReason.OutOfOrder => "out_of_order",
            MissReason.LaneOver => "lane_over",
            _ => "not_recorded",
        });
        json.WriteString("method", miss.Method);
        json.WriteString("path", miss.Path);
        json.WriteString("provider", miss.Provider);
        json.WriteString("lane", miss.Lane);
        if (miss.Nearest is { } nearest)
        {
            json.WriteStartObject("nearest");
            Place(json, nearest);
            json.WriteNumber("similarity", Math.Round(miss.Similarity, 4));
            json.WriteEndObject();
        }

        json.WriteStartArray("differences");
        foreach (var difference in miss.Differences)
        {
            json.WriteStartObject();
            json.WriteString("path", difference.Path);
            json.WriteString("recorded", difference.Original);
            json.WriteString("asked", difference.Replay);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("message", miss.Message);
        json.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter json, TapeEntry entry)
    {
        if (entry.Line > 0) json.WriteNumber("line", entry.Line);
        if (entry.Interaction is { } id) json.WriteString("interaction", id);
    }

    private static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = status == 200 ? "application/json" : "application/problem+json";
        context.Response.ContentLength = output.Length;
        await context.Response.Body.WriteAsync(output.GetBuffer().AsMemory(0, (int)output.Length), context.RequestAborted);
    }
}
