using System.Text.Json;

namespace Reprise.Client.Tools;

/// <summary>Where an operation is called: where the application says, else where the document does.</summary>
internal static class OpenApiServers
{
    public static Uri Of(OpenApiTool tool, JsonElement document, JsonElement path, JsonElement operation, string id)
    {
        if (tool.BaseUrl is { } own) return IsUsable(own) ? own : throw new FormatException($"The base URL of {tool.Id} is no absolute http or https address.");
        foreach (var holder in new[] { operation, path, document })
        {
            if (!holder.TryGetProperty("servers", out var servers) || servers.ValueKind != JsonValueKind.Array || servers.GetArrayLength() == 0) continue;
            var text = Url(servers[0]);
            if (text is not null && Uri.TryCreate(text, UriKind.Absolute, out var url) && IsUsable(url)) return url;
            throw new FormatException($"The document of {tool.Id} has no absolute http or https address for {id}; give its base URL.");
        }

        throw new FormatException($"The document of {tool.Id} names no server; give its base URL.");
    }

    private static bool IsUsable(Uri url) => url.IsAbsoluteUri && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;

    /// <summary>With the default of each variable in its place.</summary>
    private static string? Url(JsonElement server)
    {
        if (server.ValueKind != JsonValueKind.Object || !server.TryGetProperty("url", out var given) || given.ValueKind != JsonValueKind.String) return null;
        var url = given.GetString()!;
        if (!server.TryGetProperty("variables", out var variables) || variables.ValueKind != JsonValueKind.Object) return url;
        foreach (var variable in variables.EnumerateObject())
            if (variable.Value.ValueKind == JsonValueKind.Object && variable.Value.TryGetProperty("default", out var value) && value.ValueKind == JsonValueKind.String)
                url = url.Replace($"{{{variable.Name}}}", value.GetString(), StringComparison.Ordinal);
        return url;
    }
}
