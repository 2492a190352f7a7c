using System.Text;
using Reprise.Playback;

namespace Reprise.Core.Tests.Playback;

/// <summary>Requests, entries and tapes with little to say.</summary>
internal static class TapeSamples
{
    public const string Path = "/v1/chat/completions";

    public static TapeRequest Asks(string body, string path = Path, string query = "") => new()
    {
        Provider = "openai",
        Method = "POST",
        Path = path,
        Query = query,
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static TapeEntry Entry(string request, string answer, string lane = "") => Entry(Asks(request), answer, lane);

    public static TapeEntry Entry(TapeRequest request, string answer, string lane = "") => new()
    {
        Key = TapeKey.Of(request),
        Lane = lane,
        Request = request,
        Answer = new TapeAnswer { Status = 200, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(answer) },
    };

    public static TapePlayer Player(PlaybackOptions options, params TapeEntry[] entries) => new(new Tape { Entries = entries }, options);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static string? Played(PlaybackMatch match) => match.Entry is { } entry ? Text(entry.Answer.Body) : null;

    /// <summary>Writes to memory and reads again.</summary>
    public static async Task<(Tape Tape, string Text)> ThroughFileAsync(params TapeEntry[] entries)
    {
        using var folder = new Reprise.Tests.TempFolder();
        var path = folder.File("tape.jsonl");
        await using (var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), null, default))
            foreach (var entry in entries) await writer.WriteAsync(entry, default);
        return (await TapeReader.ReadAsync(path, default), await File.ReadAllTextAsync(path));
    }

    public static Task<Tape> ReadAsync(string text) => TapeReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "tape.jsonl", default);
}
