using System.Text.Json;

namespace Reprise.EndToEnd.Tests.Hosts;

/// <summary>What a server says of itself and of its record, by its API.</summary>
internal static class Asked
{
    /// <summary>The <c>capture</c> part of the status: received, stored, known, dropped, queued …</summary>
    public static async Task<JsonElement> CaptureAsync(this ServerProcess server) =>
        JsonDocument.Parse(await server.Http.GetStringAsync("/api/status")).RootElement.GetProperty("capture");

    public static async Task<long> CountAsync(this ServerProcess server, string name) => (await server.CaptureAsync()).GetProperty(name).GetInt64();

    /// <summary>Every interaction on record, newest first, with repetitions if there were any.</summary>
    public static async Task<List<string>> AllIdsAsync(this ServerProcess server)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = JsonDocument.Parse(await server.Http.GetStringAsync($"/api/interactions?limit=1000{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).RootElement;
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("interaction_id").GetString()!));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return ids;
    }
}
