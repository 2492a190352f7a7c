using System.Text;
using System.Text.Json;
using Reprise.Datasets;
using Reprise.Datasets.Export;
using Reprise.Datasets.Files;

namespace Reprise.Core.Tests.Datasets;

/// <summary>Files that become cases.</summary>
public sealed class CaseFileTests
{
    [Fact]
    public async Task A_line_of_a_fine_tuning_file_is_a_request_and_the_answer_that_should_come()
    {
        var item = (await DatasetStage.ReadFileAsync("""{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"hi"}]},{"role":"assistant","content":"Hello!"}],"tools":[{"type":"function","function":{"name":"f"}}]}""")).ShouldHaveSingleItem();
        item.Expected.ShouldBe("Hello!");
        item.Request!.Provider.ShouldBe("openai");
        Same(item.Request.Body, """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"hi"}]}],"tools":[{"type":"function","function":{"name":"f"}}]}""");
    }

    [Theory]
    [InlineData("""{"prompt":"2+2?","expected":"4"}""")]
    [InlineData("""{"input":"2+2?","output":"4"}""")]
    [InlineData("""{"prompt":"2+2?","completion":"4","tags":null}""")]
    public async Task Pairs_of_a_prompt_and_an_answer_become_chat_requests(string line)
    {
        var item = (await DatasetStage.ReadFileAsync(line)).ShouldHaveSingleItem();
        item.Expected.ShouldBe("4");
        Same(item.Request!.Body, """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"2+2?"}]}""");
    }

    [Fact]
    public async Task Csv_with_such_columns_is_read_too()
    {
        var cases = await DatasetStage.ReadFileAsync("Input,system,output\r\n\"2+2, exactly\",Be brief.,4\r\nhi,,\r\n", csv: true);
        cases.Count.ShouldBe(2);
        cases[0].Expected.ShouldBe("4");
        Same(cases[0].Request!.Body, """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"2+2, exactly"}]}""");
        cases[1].Expected.ShouldBeNull();
        await Should.ThrowAsync<DatasetException>(() => DatasetStage.ReadFileAsync("question,answer\na,b\n", csv: true));
    }

    [Fact]
    public async Task Cases_are_named_by_what_they_ask_so_that_they_keep_their_names()
    {
        var first = await DatasetStage.ReadFileAsync("{\"prompt\":\"a\",\"expected\":\"1\"}\n{\"prompt\":\"b\"}\n{\"prompt\":\"a\",\"expected\":\"2\"}\n{\"prompt\":\"c\",\"case_id\":\"own\"}\n");
        var second = await DatasetStage.ReadFileAsync("{\"prompt\":\"b\"}\n{\"prompt\":\"a\",\"expected\":\"3\"}\n");
        second[1].CaseId.ShouldBe(first[0].CaseId);
        second[0].CaseId.ShouldBe(first[1].CaseId);
        first[2].CaseId.ShouldBe(first[0].CaseId + "-2");
        first[3].CaseId.ShouldBe("own");
    }

    [Fact]
    public async Task Lines_that_cannot_be_used_are_told_by_their_number_and_without_their_content()
    {
        const string text = """
            {"prompt":"good"}

            {"prompt":
            [1]
            {"prompt":7}
            {"question":"secret-word"}
            {"messages":[{"role":"assistant","content":"x"}]}
            {"interaction_id":"secret-word"}
            {"request":{"provider":"openai","path":"no-slash","body":{}}}
            {"request":{"provider":"openai","path":"/x","body":[]}}
            {"prompt":"a","tags":[1]}
            {"prompt":"\ud800"}
            {"prompt":"a","case_id":"x"}
            {"prompt":"b","case_id":"x"}
            """;
        var thrown = await Should.ThrowAsync<DatasetException>(() => DatasetStage.ReadFileAsync(text));
        thrown.Mistakes.Select(mistake => mistake.Line).ShouldBe([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]);
        thrown.Message.ShouldContain("11 lines");
        (thrown.Message + string.Join(' ', thrown.Mistakes)).ShouldNotContain("secret-word");
    }

    [Fact]
    public async Task Of_many_bad_lines_the_first_are_told_and_all_are_counted_and_they_can_be_left_out()
    {
        var file = new CaseFile(new CaseTarget(Model: "m"), skipBad: true);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("nonsense\n", 50)) + "{\"prompt\":\"a\"}"));
        (await DatasetStage.ToListAsync(file.LinesAsync(stream, default))).ShouldHaveSingleItem();
        (file.Bad, file.Mistakes.Count).ShouldBe((50, CaseFile.MostMistakes));
    }

    [Fact]
    public async Task A_name_that_is_refused_is_not_kept()
    {
        var line = $$"""{"case_id":"{{new string('x', 300)}}","prompt":"a"}""";
        var thrown = await Should.ThrowAsync<DatasetException>(() => DatasetStage.ReadFileAsync($"{line}\n{line}"));
        // The second would have the name of an earlier case if the first had been kept.
        thrown.Mistakes.Select(static mistake => mistake.Message).ShouldAllBe(static message => message.Contains("1 to 256"));
    }

    [Fact]
    public async Task Once_a_line_cannot_be_used_no_case_behind_it_is_handed_out()
    {
        var file = new CaseFile(new CaseTarget(Model: "m"));
        using var stream = new MemoryStream("{\"prompt\":\"a\"}\nnonsense\n{\"prompt\":\"b\"}\n"u8.ToArray());
        var handed = 0;
        await Should.ThrowAsync<DatasetException>(async () =>
        {
            await foreach (var _ in file.LinesAsync(stream, default)) handed++;
        });
        handed.ShouldBe(1);
    }

    [Fact]
    public async Task A_line_needs_a_model_of_its_own_or_of_the_file()
    {
        (await Should.ThrowAsync<DatasetException>(() => DatasetStage.ReadFileAsync("{\"prompt\":\"a\"}", model: null))).Message.ShouldContain("model");
        (await DatasetStage.ReadFileAsync("{\"prompt\":\"a\",\"model\":\"own\"}", model: null)).Single().Request!.Body.ShouldContain("own");
    }

    [Fact]
    public async Task Our_own_form_gives_the_same_cases_back()
    {
        DatasetCase[] cases =
        [
            DatasetStage.Case("a", "yes \"quoted\" 日本", """{ "b" : 1,  "a":"\u00e9" }""") with { Tags = ["t"] },
            new() { CaseId = "b", InteractionId = Reprise.Interactions.InteractionId.Parse("01997f2c-8a3e-7cc1-9d5b-0242ac120002") },
        ];
        var text = new StringBuilder();
        await foreach (var line in CaseExport.OwnAsync(DatasetStage.Each(cases), new ExportCounts(), default)) text.Append(Encoding.UTF8.GetString(line.Span)).Append('\n');
        var read = await DatasetStage.ReadFileAsync(text.ToString(), model: null);
        read.Count.ShouldBe(2);
        for (var at = 0; at < 2; at++) (read[at] with { Tags = cases[at].Tags }).ShouldBe(cases[at]);
        read[0].Tags.ShouldBe(["t"]);
    }

    private static void Same(string json, string expected) => JsonElement.DeepEquals(JsonElement.Parse(json), JsonElement.Parse(expected)).ShouldBeTrue(json);
}
