using System.Text;
using Reprise.Core.Tests.Documents;
using Reprise.Interactions;
using Reprise.Transfer.Import;

namespace Reprise.Core.Tests.Transfer;

/// <summary>What becomes of a file: the records a server would keep, and what was said about the rest.</summary>
internal sealed record Imported(string Format, IReadOnlyList<RecordedInteraction> Records, IReadOnlyList<string> Mistakes, IReadOnlyDictionary<string, long> LeftOut)
{
    public RecordedInteraction Single => Records.ShouldHaveSingleItem();

    public static Task<Imported> OfAsync(string text, ImportPlan? plan = null) => OfAsync(Encoding.UTF8.GetBytes(text), plan);

    public static async Task<Imported> OfAsync(byte[] file, ImportPlan? plan = null)
    {
        await using var text = await ImportStream.OpenAsync(new MemoryStream(file), CancellationToken.None);
        var reader = await ImportReader.OpenAsync(text, plan ?? new ImportPlan(), CancellationToken.None);
        var (records, mistakes) = (new List<RecordedInteraction>(), new List<string>());
        await foreach (var item in reader.ReadAsync(0, CancellationToken.None))
        {
            var where = item.Position is { } position ? $"{item.Number}@{position}" : $"{item.Number}";
            if (item.Mistake is { } mistake) mistakes.Add($"{where}: {mistake}");
            try
            {
                foreach (var record in item.Records)
                {
                    record.Span.Contains((byte)'\n').ShouldBeFalse("a record is one line");
                    var read = Samples.Reader().Read(record, "default");
                    if (read.Record is { } good) records.Add(good);
                    else mistakes.Add($"{where}: {read.Mistake}");
                }
            }
            catch (ImportException e)
            {
                mistakes.Add($"{where}: {e.Message}");
            }
        }

        return new Imported(reader.Format, records, mistakes, reader.Notes.LeftOut);
    }
}
