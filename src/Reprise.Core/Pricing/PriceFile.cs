using System.Text.Json;

namespace Reprise.Pricing;

/// <summary>
/// A user's own price list, read from JSON: <c>{ "prices": [ { "provider", "model", "names", "valid_from", "hours", "prices": { "input": 2.5, … } } ] }</c>,
/// the shape in which <c>GET /api/prices</c> lists prices. The input is not trusted: sizes are bounded and every mistake is told by line and field.
/// </summary>
public sealed class PriceFile
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "prices.json";

    /// <summary>The source of rows from such a file.</summary>
    public const string Source = "own";

    /// <summary>Largest file read, in bytes.</summary>
    public const int LargestFile = 8 * 1024 * 1024;

    internal const int MostRows = 50_000;
    internal const int MostErrors = 100;

    private PriceFile(IReadOnlyList<PriceRow> rows, IReadOnlyList<PriceFileError> errors, string version)
    {
        Rows = rows;
        Errors = errors;
        Version = version;
    }

    /// <summary>The rows without a mistake.</summary>
    public IReadOnlyList<PriceRow> Rows { get; }

    /// <summary>Empty when the file is good; at most 100. A file with errors should not be used: half a price list is a wrong one.</summary>
    public IReadOnlyList<PriceFileError> Errors { get; }

    /// <summary>A short hash of the contents, such as <c>own.5d41402a</c>.</summary>
    public string Version { get; }

    /// <summary>Reads and checks a file's bytes. Never throws for what is in them.</summary>
    public static PriceFile Read(ReadOnlySpan<byte> utf8)
    {
        var version = $"{Source}.{PriceTableReader.ShortHash(utf8)}";
        if (utf8.Length > LargestFile) return new PriceFile([], [new PriceFileError(1, "", $"The file is larger than {LargestFile / 1024 / 1024} MB.")], version);
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        var parser = new PriceFileParser(utf8);
        try
        {
            parser.ReadFile();
        }
        catch (JsonException exception)
        {
            parser.Errors.Add(new PriceFileError((int)(exception.LineNumber ?? 0) + 1, parser.Path, $"This is not JSON: {FirstSentence(exception.Message)}"));
        }
        catch (InvalidOperationException)
        {
            // Text that is not UTF-8 shows only when a string is taken out.
            parser.Errors.Add(new PriceFileError(parser.Line, parser.Path, "This is not UTF-8 text."));
        }

        return new PriceFile(parser.Rows, parser.Errors, version);
    }

    private static string FirstSentence(string message) => message.IndexOf(" LineNumber", StringComparison.Ordinal) is var end and > 0 ? message[..end] : message;
}

/// <summary>A mistake in a price file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Field">Such as <c>prices[3].prices.input</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record PriceFileError(int Line, string Field, string Message)
{
    public override string ToString() => Field.Length == 0 ? $"line {Line}: {Message}" : $"line {Line}, {Field}: {Message}";
}
