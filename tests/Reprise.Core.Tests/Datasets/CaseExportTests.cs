using System.Text.Json;
using Reprise.Datasets;
using Reprise.Datasets.Export;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Core.Tests.Datasets;

/// <summary>Cases of the record, and files for fine-tuning.</summary>
public sealed class CaseExportTests
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}],"temperature":1}""";
    private const string ChatAnswer = """{"id":"1","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"A cat."},"finish_reason":"stop"}]}""";
    private const string Claude = """{"model":"claude-sonnet-4","max_tokens":100,"system":"Be brief.","tools":[{"name":"weather","description":"Looks","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Rain?"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"weather","input":{"city":"Ulm"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"dry"}]}]}""";
    private const string ClaudeAnswer = """{"id":"m1","type":"message","role":"assistant","model":"claude-sonnet-4","content":[{"type":"text","text":"And there?"},{"type":"tool_use","id":"t2","name":"weather","input":{"city":"Bonn"}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}""";

    private readonly DatasetStage _stage = new();
    private readonly ExportCounts _counts = new();

    [Fact]
    public async Task A_call_of_openai_keeps_its_messages_as_they_are()
    {
        var lines = await ExportAsync(Of(await _stage.RecordAsync("openai.chat", Chat, ChatAnswer)));
        Same(lines.ShouldHaveSingleItem(), """{"messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]},{"role":"assistant","content":"A cat."}]}""");
    }

    [Fact]
    public async Task A_call_of_another_provider_is_written_in_the_form_with_its_tools_and_tool_calls()
    {
        var lines = await ExportAsync(Of(await _stage.RecordAsync("anthropic.messages", Claude, ClaudeAnswer)));
        Same(lines.ShouldHaveSingleItem(), """
            {"messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"Rain?"},
              {"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Ulm\"}"}}]},
              {"role":"tool","content":"dry","tool_call_id":"t1"},
              {"role":"assistant","content":"And there?","tool_calls":[{"id":"t2","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}}]}],
             "tools":[{"type":"function","function":{"name":"weather","description":"Looks","parameters":{"type":"object"}}}]}
            """);
    }

    [Fact]
    public async Task The_expected_answer_stands_in_place_of_the_recorded_one()
    {
        var lines = await ExportAsync(Of(await _stage.RecordAsync("openai.chat", Chat, ChatAnswer)) with { Expected = "A dog." }, DatasetStage.Case("file", "Hello."));
        lines.Select(line => line.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()).ShouldBe(["A dog.", "Hello."]);
        _counts.Written.ShouldBe(2);
    }

    [Fact]
    public async Task A_case_with_an_interaction_and_a_request_is_its_interaction_as_it_is_for_replay()
    {
        var lines = await ExportAsync(DatasetStage.Case("both") with { InteractionId = await _stage.RecordAsync("openai.chat", Chat, ChatAnswer) });
        lines.ShouldHaveSingleItem().GetProperty("messages").GetRawText().ShouldContain("What is it?");
    }

    [Fact]
    public async Task What_the_form_cannot_say_is_left_out_and_counted()
    {
        var erased = InteractionId.New(_stage.Time);
        var picture = """{"model":"c","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]}]}""";
        var search = """{"model":"c","max_tokens":1,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"hi"}]}""";
        var lines = await ExportAsync(
            Of(erased),
            Of(await _stage.RecordAsync("openai.chat", Chat, null)),
            Of(await _stage.RecordAsync("openai.chat", Chat, """{"error":{"message":"no","code":"x"}}""")),
            Of(await _stage.RecordAsync("anthropic.messages", picture, ClaudeAnswer)),
            Of(await _stage.RecordAsync("anthropic.messages", search, ClaudeAnswer)),
            Of(await _stage.RecordAsync("openai.chat", "not json", ChatAnswer)),
            Of(await _stage.RecordAsync("opaque", "x", "y")),
            DatasetStage.Case("open"));
        lines.ShouldBeEmpty();
        (_counts.Gone, _counts.WithoutAnswer, _counts.WithAttachments, _counts.WithForeignTools, _counts.Unreadable).ShouldBe((1, 3, 1, 1, 2));
        _counts.LeftOut.ShouldBe(8);
    }

    [Fact]
    public async Task Cases_of_a_filter_point_to_the_record_and_take_the_answer_that_was_asked_for()
    {
        var first = await _stage.RecordAsync("openai.chat", Chat, ChatAnswer, ("content", "A tiger."), ("other", "no"));
        var second = await _stage.RecordAsync("openai.chat", Chat, null);
        (await CasesAsync(ExpectedAnswer.None)).Select(item => (item.InteractionId, item.Expected, item.Request)).ShouldBe([(second, null, null), (first, null, null)]);
        (await CasesAsync(ExpectedAnswer.Answer)).Select(item => item.Expected).ShouldBe([null, "A cat."]);
        (await CasesAsync(ExpectedAnswer.Correction)).Select(item => item.Expected).ShouldBe([null, "A tiger."]);
        (await CasesAsync(ExpectedAnswer.None, most: 1)).ShouldHaveSingleItem();
    }

    private Task<List<DatasetCase>> CasesAsync(ExpectedAnswer expected, int most = 10) =>
        DatasetStage.ToListAsync(new FilterCases(_stage.Store).ReadAsync(new InteractionQuery { Project = "default", Limit = 1 }, expected, most, default));

    private static DatasetCase Of(InteractionId id) => new() { CaseId = id.ToString(), InteractionId = id };

    private async Task<List<JsonElement>> ExportAsync(params DatasetCase[] cases)
    {
        var lines = new List<JsonElement>();
        await foreach (var line in new CaseExport(_stage.Store).FineTuningAsync("default", DatasetStage.Each(cases), _counts, default)) lines.Add(JsonElement.Parse(line.Span));
        return lines;
    }

    private static void Same(JsonElement json, string expected) => JsonElement.DeepEquals(json, JsonElement.Parse(expected)).ShouldBeTrue(json.GetRawText());
}
