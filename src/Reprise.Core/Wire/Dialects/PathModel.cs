namespace Reprise.Wire;

/// <summary>Finds the model in a path: Azure's deployments, Bedrock's and Gemini's models.</summary>
internal static class PathModel
{
    private static readonly string[] Before = ["/deployments/", "/model/", "/models/"];

    /// <summary>The name behind the last of these folders, decoded, without Gemini's <c>:verb</c>; null when there is none.</summary>
    public static string? Find(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) path = path[..query];
        foreach (var folder in Before)
        {
            var at = path.LastIndexOf(folder, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = path[(at + folder.Length)..];

            // Bedrock's names hold colons, and slashes where a profile's ARN stands for the model: the operation is the last segment.
            var end = folder is "/model/" ? rest.LastIndexOf('/') : rest.IndexOfAny(['/', ':']);
            if (end >= 0) rest = rest[..end];
            if (rest.Length > 0) return Uri.UnescapeDataString(rest);
        }

        return null;
    }

    public static CallReading Fill(CallReading call, string path) => call.Model is null ? call with { Model = Find(path) } : call;
}
