using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Server.Playback;
using Reprise.Server.Tests.Cassettes;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>
/// The recorded calls of two providers three times: from a bare server that knows nothing but bytes, from playback by what counts, and from playback where the lane
/// alone must be right, for requests a client cannot write as they were recorded.
/// </summary>
internal sealed class ClientPlaybackStage : IAsyncDisposable
{
    private static readonly string[] s_laneAlone = ["/*", "?beta"];

    private readonly HashSet<string> _shared;

    private ClientPlaybackStage(IReadOnlyList<Cassette> cassettes, Tape tape, RawUpstream bare, PlaybackHost byContent, PlaybackHost byLane)
    {
        (Cassettes, Tape, Bare, ByContent, ByLane) = (cassettes, tape, bare, byContent, byLane);
        _shared = [.. cassettes.Select(MessagesOf).OfType<string>().GroupBy(m => m, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
    }

    public IReadOnlyList<Cassette> Cassettes { get; }

    /// <summary>An entry for each cassette, in a lane of its name.</summary>
    public Tape Tape { get; }

    /// <summary>The same without keys that a request could have, so that the same bytes in another lane are not found first.</summary>
    public Tape TapeByLane => ByLaneAlone(Tape);

    public RawUpstream Bare { get; }
    public PlaybackHost ByContent { get; }
    public PlaybackHost ByLane { get; }

    public static async Task<ClientPlaybackStage> StartAsync(string folder)
    {
        var cassettes = Cassette.ReadAll(folder).Values.Where(cassette => cassette.Provider is "openai" or "anthropic").ToList();
        var byName = cassettes.ToDictionary(cassette => cassette.Name, StringComparer.Ordinal);
        var tape = new Tape { Entries = [.. cassettes.Select(EntryOf)] };
        var bare = await RawUpstream.StartAsync(context => AnswerAsync(context, byName));
        var byContent = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = tape });
        var byLane = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = ByLaneAlone(tape) });
        return new ClientPlaybackStage(cassettes, tape, bare, byContent, byLane);
    }

    /// <summary>Whether others asked the same in the same words: a client that leaves out what only one of them had, a query say, asks the question of the other.</summary>
    public bool IsInAnotherLane(Cassette cassette) => MessagesOf(cassette) is { } messages && _shared.Contains(messages);

    /// <summary>The base URL under which a server answers for one cassette.</summary>
    public static string BaseOf(string server, Cassette cassette) => $"{server}/lane/{Uri.EscapeDataString(cassette.Name)}/{cassette.Provider}";

    public async ValueTask DisposeAsync()
    {
        await Bare.DisposeAsync();
        await ByContent.DisposeAsync();
        await ByLane.DisposeAsync();
    }

    private static Tape ByLaneAlone(Tape tape) => tape with
    {
        Header = tape.Header with { Ignore = s_laneAlone },
        Entries = [.. tape.Entries.Select(entry => entry with { Key = TapeKey.OfBytes(Encoding.UTF8.GetBytes(entry.Lane)) })],
    };

    private static string? MessagesOf(Cassette cassette) =>
        cassette.Request is [(byte)'{', ..] && JsonNode.Parse(cassette.Request)!["messages"] is { } messages ? cassette.Target.Split('?')[0] + messages.ToJsonString() : null;

    private static TapeEntry EntryOf(Cassette cassette)
    {
        var (path, query) = cassette.Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (cassette.Target[..at], cassette.Target[at..]) : (cassette.Target, "");
        var request = TapeRecording.RequestOf(cassette.Provider, cassette.Method, path, query, new Body { Bytes = cassette.Request, ContentType = cassette.RequestType });
        var chunks = cassette.IsStream ? cassette.Response.Chunk(700).Select(piece => new BodyChunk(piece.Length, 5)).ToList() : [];
        var answer = TapeRecording.AnswerOf(cassette.Status, new Body { Bytes = cassette.Response, ContentType = cassette.ResponseType, Chunks = chunks }, [], exactEncoding: false, broken: null);
        return new TapeEntry { Key = TapeKey.Of(request), Lane = cassette.Name, Request = request, Answer = answer };
    }

    private static async Task AnswerAsync(HttpContext context, Dictionary<string, Cassette> cassettes)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var cassette = cassettes[Uri.UnescapeDataString(target.Split('/')[2])];
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = cassette.Status;
        if (cassette.Status == 204) return;
        context.Response.ContentType = cassette.ResponseType;
        await context.Response.Body.WriteAsync(cassette.Response, context.RequestAborted);
    }
}
