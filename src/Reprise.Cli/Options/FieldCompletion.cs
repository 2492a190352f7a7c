using System.CommandLine.Completions;
using System.Text.Json;
using Reprise.Client;

namespace Reprise.Cli.Options;

/// <summary>Completes words of a filter with the fields and values the server knows. Quiet and quick: no server, no completions.</summary>
internal static class FieldCompletion
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    public static IEnumerable<CompletionItem> For(CompletionContext context, ConnectionOptions connection)
    {
        var word = context.WordToComplete;
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var sign = word.StartsWith('-') ? "-" : "";
        foreach (var field in Fetch(connection.Address(context.ParseResult)))
        {
            if (colon < 0) yield return new CompletionItem($"{sign}{field.Name}:", detail: field.Description);
            else if (field.Values is { } values && word.AsSpan(sign.Length, colon - sign.Length).SequenceEqual(field.Name))
            {
                foreach (var value in values) yield return new CompletionItem($"{sign}{field.Name}:{value}");
            }
        }
    }

    private static IReadOnlyList<Client.Documents.FieldDocument> Fetch(Uri server)
    {
        try
        {
            // Completion is synchronous, so the call is.
            using var handler = new SocketsHttpHandler { UseProxy = !server.IsLoopback, ConnectTimeout = Patience };
            using var http = new HttpClient(handler) { Timeout = Patience };
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "api/fields"));
            using var response = http.Send(request);
            if (!response.IsSuccessStatusCode) return [];
            using var content = response.Content.ReadAsStream();
            return JsonSerializer.Deserialize(content, ClientJson.Default.FieldList)?.Items ?? [];
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            return [];
        }
    }
}
