using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Transfer.Migration;

/// <summary>How far a migration came. Everything before it is on record in the target.</summary>
public sealed record MigrationMark
{
    /// <summary>What is read, in words that tell it from other stores; never a password.</summary>
    public required string From { get; init; }

    /// <summary>What is written.</summary>
    public required string To { get; init; }

    /// <summary>Whether the target held records before.</summary>
    public bool Merge { get; init; }

    /// <summary>The project under way; those before it in ordinal order are done. Null at the start.</summary>
    public string? Project { get; init; }

    /// <summary>The page of that project to read next; null for its first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether all interactions of that project are over and only facts that wait are left.</summary>
    public bool InFacts { get; init; }

    /// <summary>The last fact that was taken over, of those that wait.</summary>
    public string? AfterFact { get; init; }

    /// <summary>Interactions taken over so far.</summary>
    public long Interactions { get; init; }

    /// <summary>Facts taken over so far, waiting ones included.</summary>
    public long Facts { get; init; }
}

/// <summary>Keeps the mark in a file, so that a migration that was ended in any way goes on where it was. Losing it costs time only.</summary>
public sealed class MigrationMarkFile(string path)
{
    public string Path => path;

    /// <summary>Whether a migration has begun here and is not done.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>The mark; null when there is none, or none that can be read.</summary>
    public MigrationMark? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), MigrationJson.Default.MigrationMark) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public async Task WriteAsync(MigrationMark mark, CancellationToken cancellationToken)
    {
        var next = path + ".next";
        await File.WriteAllBytesAsync(next, JsonSerializer.SerializeToUtf8Bytes(mark, MigrationJson.Default.MigrationMark), cancellationToken).ConfigureAwait(false);
        File.Move(next, path, overwrite: true);
    }

    public void Remove() => File.Delete(path);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(MigrationMark))]
internal sealed partial class MigrationJson : JsonSerializerContext;
