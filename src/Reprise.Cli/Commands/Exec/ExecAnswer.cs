using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Exec;

/// <summary>What a run left: its output, byte for byte, and the files it was to make.</summary>
internal sealed record ExecAnswer
{
    public int ExitCode { get; init; }
    public required ExecBytes Stdout { get; init; }
    public required ExecBytes Stderr { get; init; }
    public IReadOnlyList<ExecFile> Files { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, ExecJson.Default.ExecAnswer);

    /// <summary>Null when it is none, or not what was recorded: a privacy policy may have taken something out of it.</summary>
    public static ExecAnswer? Find(JsonElement? recorded)
    {
        if (recorded is not { } json) return null;
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("content", out var content)) json = content;
        try
        {
            var answer = json.ValueKind == JsonValueKind.String ? JsonSerializer.Deserialize(json.GetString()!, ExecJson.Default.ExecAnswer) : json.Deserialize(ExecJson.Default.ExecAnswer);
            return answer is not null && answer.ExitCode == 0 && answer.Stdout.Find() is not null && answer.Stderr.Find() is not null && answer.Files.All(static file => file.Content.Find() is not null) ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Bytes as text where they are text, with the hash by which they are trusted.</summary>
internal sealed record ExecBytes
{
    public string? Text { get; init; }
    public string? Base64 { get; init; }
    public required string Sha256 { get; init; }

    public static ExecBytes Of(ReadOnlyMemory<byte> bytes) => Utf8.IsValid(bytes.Span)
        ? new ExecBytes { Text = System.Text.Encoding.UTF8.GetString(bytes.Span), Sha256 = Hashes.OfBytes(bytes.Span) }
        : new ExecBytes { Base64 = Convert.ToBase64String(bytes.Span), Sha256 = Hashes.OfBytes(bytes.Span) };

    /// <summary>Null where they are not what they were.</summary>
    public byte[]? Find()
    {
        try
        {
            var bytes = Base64 is not null ? Convert.FromBase64String(Base64) : System.Text.Encoding.UTF8.GetBytes(Text ?? "");
            return Hashes.OfBytes(bytes) == Sha256 ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>A file a run made.</summary>
/// <param name="Name">Relative to the folder, with slashes.</param>
/// <param name="IsProgram">Whether its owner may run it.</param>
/// <param name="Content">All of it.</param>
internal sealed record ExecFile(string Name, bool IsProgram, ExecBytes Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExecAnswer))]
[JsonSerializable(typeof(ExecInput))]
internal sealed partial class ExecJson : JsonSerializerContext;
