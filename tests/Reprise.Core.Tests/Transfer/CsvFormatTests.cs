using System.Text;
using System.Text.Json;
using Microsoft.VisualBasic.FileIO;
using Reprise.Transfer.Export;
using Reprise.Transfer.Text;

namespace Reprise.Core.Tests.Transfer;

public sealed class CsvFormatTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30 1", "'+49 30 1")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a=1", "a=1")]
    public void Text_that_a_spreadsheet_would_run_is_kept_from_it(string text, string expected) =>
        Read(Row("error_message", new { interaction_id = "a", error_message = text }))[1][0].ShouldBe(expected);

    [Fact]
    public void Numbers_stay_numbers_also_below_zero() => Row("rating", new { interaction_id = "a", feedback = new { rating = -1 } }).ShouldBe("rating\r\n-1\r\n");

    [Fact]
    public void Columns_are_paths_or_their_short_names()
    {
        var columns = CsvColumns.Parse("interaction_id, model ,prompt,metadata.team.name,metadata.a.b,tags,stream").Columns!;
        var format = new CsvFormat(columns);
        var record = JsonSerializer.SerializeToUtf8Bytes(new { interaction_id = "x", model = "m", request = new { prompt = "p,q" }, metadata = new Dictionary<string, object> { ["team"] = new { name = "blue" }, ["a.b"] = 1 }, tags = new[] { "a", "b" }, stream = true });

        var rows = Read(Encoding.UTF8.GetString(format.Head.Span) + Exported.Line(format, record));

        rows[0].ShouldBe(["interaction_id", "model", "prompt", "metadata.team.name", "metadata.a.b", "tags", "stream"]);
        rows[1].ShouldBe(["x", "m", "p,q", "blue", "1", "a;b", "true"]);
    }

    [Theory]
    [InlineData("modle", "no field 'modle'")]
    [InlineData("model,", "a name is empty")]
    [InlineData("model,model", "twice")]
    [InlineData("metrics.speed", "no field 'metrics.speed'")]
    public void A_column_that_no_record_has_is_refused(string names, string reason) => CsvColumns.Parse(names).Mistake!.ShouldContain(reason);

    [Fact]
    public async Task Any_text_comes_back_through_two_readers_of_which_one_is_not_ours()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        // The other reader drops empty lines, also inside quotes, so a line end is never alone.
        string[] pieces = ["\"", ",", "\r\na", "\nb", "a", " ", "ü漢", "''", ";", "\\", "0"];
        var texts = Enumerable.Range(0, 300).Select(_ => "x" + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)])) + "x").ToList();
        var format = new CsvFormat(CsvColumns.Parse("interaction_id,prompt,content").Columns!);
        var file = Encoding.UTF8.GetString(format.Head.Span) + string.Concat(texts.Select((text, i) =>
            Exported.Line(format, JsonSerializer.SerializeToUtf8Bytes(new { interaction_id = $"{i}", request = new { prompt = text }, response = new { content = texts[^(i + 1)] } }))));

        var theirs = Read(file).Skip(1).ToList();
        var ours = new List<CsvRow>();
        await foreach (var row in CsvReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), TestContext.Current.CancellationToken)) ours.Add(row);

        // The other reader ends every line of a field alike, whatever ended it.
        theirs.Select(row => row[1].ReplaceLineEndings("\n")).ShouldBe(texts.Select(text => text.ReplaceLineEndings("\n")), $"seed {seed}");
        ours.Skip(1).Select(row => row.Fields[1]).ShouldBe(texts, $"seed {seed}");
        ours.Skip(1).Select(row => row.Fields[2]).ShouldBe(Enumerable.Reverse(texts), $"seed {seed}");
    }

    private static string Row(string columns, object record)
    {
        var format = new CsvFormat(CsvColumns.Parse(columns).Columns!);
        return Encoding.UTF8.GetString(format.Head.Span) + Exported.Line(format, JsonSerializer.SerializeToUtf8Bytes(record));
    }

    private static List<string[]> Read(string file)
    {
        using var parser = new TextFieldParser(new StringReader(file)) { TextFieldType = FieldType.Delimited, Delimiters = [","], TrimWhiteSpace = false, HasFieldsEnclosedInQuotes = true };
        var rows = new List<string[]>();
        while (!parser.EndOfData) rows.Add(parser.ReadFields()!);
        return rows;
    }
}
