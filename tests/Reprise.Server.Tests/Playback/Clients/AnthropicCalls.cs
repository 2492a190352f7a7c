using System.Text.Json;
using System.Text.RegularExpressions;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Reprise.Server.Tests.Cassettes;
using Beta = Anthropic.Models.Beta.Messages;

namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>Recorded calls made again with the official .NET package of Anthropic.</summary>
internal static partial class AnthropicCalls
{
    private static readonly Dictionary<string, JsonElement> s_none = [];

    public static async Task<ClientCall> MakeAsync(Cassette cassette, string baseUrl, HttpClient http)
    {
        var client = new AnthropicClient { BaseUrl = baseUrl, ApiKey = "sk-ant-test", MaxRetries = 0, HttpClient = http };
        var results = new List<string>();
        try
        {
            await foreach (var result in CallAsync(cassette, client)) results.Add(result);
        }
        catch (Exception e) when (e is AnthropicException or JsonException)
        {
            results.Add($"{e.GetType().Name} {e.Message}");
        }

        return new ClientCall("typed", string.Join('\n', results), results.Count);
    }

    private static async IAsyncEnumerable<string> CallAsync(Cassette cassette, AnthropicClient client)
    {
        switch (cassette.Method, cassette.Target)
        {
            case ("POST", "/v1/messages") when cassette.IsStream:
                await foreach (var happened in client.Messages.CreateStreaming(MessageCreateParams.FromRawUnchecked(s_none, s_none, Body(cassette)))) yield return happened.ToString()!;
                break;
            case ("POST", "/v1/messages?beta=true") when cassette.IsStream:
                await foreach (var happened in client.Beta.Messages.CreateStreaming(Beta.MessageCreateParams.FromRawUnchecked(s_none, s_none, Body(cassette)))) yield return happened.ToString()!;
                break;
            case ("POST", "/v1/messages"):
                yield return (await client.Messages.Create(MessageCreateParams.FromRawUnchecked(s_none, s_none, Body(cassette)))).ToString();
                break;
            case ("POST", "/v1/messages?beta=true"):
                yield return (await client.Beta.Messages.Create(Beta.MessageCreateParams.FromRawUnchecked(s_none, s_none, Body(cassette)))).ToString();
                break;
            case ("POST", "/v1/messages/count_tokens"):
                yield return (await client.Messages.CountTokens(MessageCountTokensParams.FromRawUnchecked(s_none, s_none, Body(cassette)))).ToString();
                break;
            case ("POST", "/v1/messages/count_tokens?beta=true"):
                yield return (await client.Beta.Messages.CountTokens(Beta.MessageCountTokensParams.FromRawUnchecked(s_none, s_none, Body(cassette)))).ToString();
                break;
            case ("GET", var target) when Batch().Match(target) is { Success: true } match:
                yield return (await client.Messages.Batches.Retrieve(match.Groups["id"].Value)).ToString();
                break;
            case ("GET", var target) when BatchResults().Match(target) is { Success: true } match:
                await foreach (var line in client.Messages.Batches.ResultsStreaming(match.Groups["id"].Value)) yield return line.ToString();
                break;
            case ("DELETE", var target) when File().Match(target) is { Success: true } match:
                yield return (await client.Beta.Files.Delete(match.Groups["id"].Value)).ToString();
                break;
            case (_, "/v1/complete"):
                throw new NotExpressibleException("the package has no method for text completions");
            case (_, "/v1/files" or "/v1/files?beta=true"):
                throw new NotExpressibleException("an upload, whose form the package builds from a file");
            default:
                throw new NotExpressibleException($"no typed method tried for {cassette.Method} {cassette.Target.Split('?')[0]}");
        }
    }

    private static Dictionary<string, JsonElement> Body(Cassette cassette) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(cassette.Request)!;

    [GeneratedRegex("^/v1/messages/batches/(?<id>[^/?]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Batch();

    [GeneratedRegex("^/v1/messages/batches/(?<id>[^/?]+)/results$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BatchResults();

    [GeneratedRegex(@"^/v1/files/(?<id>[^/?]+)(?:\?beta=true)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex File();
}
