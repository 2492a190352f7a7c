using System.Runtime.CompilerServices;
using Reprise.Transfer.Text;

namespace Reprise.Datasets.Files;

/// <summary>
/// Reads cases from a file: JSON Lines in our own form, in the form of fine-tuning files or as pairs of a prompt and an answer, or CSV with such pairs. Holds
/// one line in memory at a time. A line that cannot be used is told by its number and leaves no other out of sight: the reading goes on, and fails at its end.
/// </summary>
/// <param name="target">Where the requests of lines go that do not say so themselves.</param>
/// <param name="skipBad">Whether lines that cannot be used are left out instead.</param>
public sealed class CaseFile(CaseTarget target, bool skipBad = false)
{
    /// <summary>Mistakes that are told; more are only counted.</summary>
    public const int MostMistakes = 20;

    private readonly List<CaseMistake> _mistakes = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    /// <summary>The first lines that could not be used.</summary>
    public IReadOnlyList<CaseMistake> Mistakes => _mistakes;

    /// <summary>Lines that could not be used.</summary>
    public long Bad { get; private set; }

    /// <summary>Whether nothing will be kept: from then on lines are only looked at for their mistakes.</summary>
    private bool IsLost => Bad > 0 && !skipBad;

    /// <summary>The cases of a file of JSON Lines.</summary>
    /// <exception cref="DatasetException">At the end, when lines could not be used and none may be left out.</exception>
    public async IAsyncEnumerable<DatasetCase> LinesAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LineReader.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            if (line.IsTooLong) Refuse(line.Number, "is too long");
            else if (Take(line.Number, () => CaseLine.Read(line.Bytes, target)) is { } read && !IsLost) yield return read;
        }

        Finish();
    }

    /// <summary>The cases of a CSV file whose first row names its columns.</summary>
    /// <exception cref="DatasetException">Its columns are none we know, or as for lines.</exception>
    public async IAsyncEnumerable<DatasetCase> CsvAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CaseColumns? columns = null;
        await foreach (var row in CsvReader.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            if (row.Mistake is { } mistake) Refuse(row.Line, mistake);
            else if (columns is null) columns = CaseColumns.Of(row.Fields);
            else if (Take(row.Line, () => columns.Read(row.Fields, target)) is { } read && !IsLost) yield return read;
        }

        Finish();
    }

    private DatasetCase? Take(long line, Func<DatasetCase> read)
    {
        try
        {
            var item = read();
            // A case without a name of its own is named by what it asks; asked again in the same file, it is another case.
            var isNamed = item.CaseId.Length > 0;
            if (!isNamed) item = item with { CaseId = CaseLine.NameOf(item.Request!) };
            // Before its name is kept: a name may be as long as a line, and a small compressed file hold any number of such lines.
            if (DatasetRules.MistakeOf(item) is { } mistake) throw new FormatException(mistake);
            var times = CountName(item.CaseId);
            if (times == 1) return item;
            return isNamed ? throw new FormatException("has the name of an earlier case") : item with { CaseId = $"{item.CaseId}-{times}" };
        }
        catch (FormatException e)
        {
            Refuse(line, e.Message);
        }

        return null;
    }

    /// <summary>How often this name came, with this time. Names beyond what a dataset holds are not kept: whoever makes one of these cases has long given up.</summary>
    private int CountName(string name)
    {
        var times = _names.GetValueOrDefault(name) + 1;
        if (times > 1 || _names.Count < DatasetRules.MaxCases) _names[name] = times;
        return times;
    }

    private void Refuse(long line, string message)
    {
        Bad++;
        if (_mistakes.Count < MostMistakes) _mistakes.Add(new CaseMistake(line, message));
    }

    private void Finish()
    {
        if (IsLost) throw new DatasetException($"{Bad:N0} {(Bad == 1 ? "line" : "lines")} of the file cannot be used, and nothing was kept. Line {_mistakes[0].Line} {_mistakes[0].Message}.", [.. _mistakes]);
    }
}

/// <summary>Where the request of a case goes when its line says only what is asked.</summary>
/// <param name="Provider">As configured.</param>
/// <param name="Path">Below its base URL; the request is written in the form of OpenAI's chat completions, which replay can carry to other providers.</param>
/// <param name="Model">For lines that name none; null when each must.</param>
public sealed record CaseTarget(string Provider = "openai", string Path = "/v1/chat/completions", string? Model = null);
