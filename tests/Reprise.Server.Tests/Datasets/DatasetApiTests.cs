using System.Net;
using System.Text;
using System.Text.Json;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Interactions;
using Reprise.Server.Stores;
using Reprise.Server.Tests.Evaluation;
using Reprise.Store;

namespace Reprise.Server.Tests.Datasets;

/// <summary>Datasets over the API and the client, on the real server.</summary>
public sealed class DatasetApiTests : IAsyncLifetime
{
    private EvaluationStage _stage = null!;
    private RepriseClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await EvaluationStage.StartAsync();
        _client = new RepriseClient(_stage.Server.Http);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task A_filter_becomes_a_version_whose_cases_can_be_read_compared_exported_and_removed()
    {
        var one = await _stage.AskAsync("refund please");
        var made = await _client.AddDatasetVersionAsync("refunds", new DatasetOrder { Filter = "model:gpt-4o-mini", Expected = "answer", Description = "Questions about refunds" });
        (made.Version.Number, made.Version.CaseCount, made.Version.ExpectedCount, made.Version.Source).ShouldBe((1, 1, 1, "model:gpt-4o-mini"));

        var two = await _stage.AskAsync("hello");
        (await _client.AddDatasetVersionAsync("refunds", new DatasetOrder { Filter = "model:gpt-4o-mini", Expected = "answer", Limit = 1, Append = true })).Version.CaseCount.ShouldBe(2);
        var dataset = (await _client.ListDatasetsAsync()).ShouldHaveSingleItem();
        (dataset.Name, dataset.Description, dataset.Versions.Count).ShouldBe(("refunds", "Questions about refunds", 2));

        var first = await _client.ListDatasetCasesAsync("refunds", limit: 1);
        (first.Items.Single().InteractionId, first.Items.Single().Expected).ShouldBe((one.Interaction.Id.ToString(), "You said: refund please"));
        var second = await _client.ListDatasetCasesAsync("refunds", limit: 1, cursor: first.Cursor);
        (second.Items.Single().InteractionId, second.Cursor).ShouldBe((two.Interaction.Id.ToString(), null));
        (await _client.CompareDatasetVersionsAsync("refunds")).AddedCases.ShouldBe([two.Interaction.Id.ToString()]);

        await _stage.Server.Store.DeleteAsync(new InteractionQuery { Project = "default", Filter = FilterParser.Parse($"id:{two.Interaction.Id}", DateTimeOffset.UnixEpoch).Filter! }, default);
        using var file = new MemoryStream();
        await _client.ExportDatasetAsync("refunds", file);
        var counts = await _client.CheckDatasetExportAsync("refunds");
        (counts.Written, counts.Gone).ShouldBe((1, 1));
        var line = JsonElement.Parse(file.ToArray()).GetProperty("messages");
        line[1].GetProperty("content").GetString().ShouldBe("You said: refund please");

        await _client.RemoveDatasetAsync("refunds");
        (await Should.ThrowAsync<RepriseApiException>(() => _client.GetDatasetAsync("refunds"))).Status.ShouldBe(HttpStatusCode.NotFound);
        var audit = await _stage.GetAsync("/api/audit?action=dataset.remove");
        audit.GetProperty("items")[0].GetProperty("subject").GetString().ShouldBe("refunds");
    }

    [Fact]
    public async Task A_file_becomes_a_version_and_comes_out_as_it_went_in()
    {
        const string lines = "{\"messages\":[{\"role\":\"user\",\"content\":\"2+2?\"},{\"role\":\"assistant\",\"content\":\"4\"}]}\n{\"messages\":[{\"role\":\"user\",\"content\":\"日本?\"},{\"role\":\"assistant\",\"content\":\"ja\"}]}\n";
        var made = await _client.UploadDatasetCasesAsync("sums", Stream(lines), new DatasetUpload { Model = "gpt-4o-mini", Source = "sums.jsonl" });
        (made.Version.CaseCount, made.Version.Source).ShouldBe((2, "sums.jsonl"));
        using var file = new MemoryStream();
        await _client.ExportDatasetAsync("sums", file);
        Encoding.UTF8.GetString(file.ToArray()).ShouldBe(lines);

        using var own = new MemoryStream();
        await _client.ExportDatasetAsync("sums", own, forFineTuning: false);
        (await _client.UploadDatasetCasesAsync("copy", Stream(Encoding.UTF8.GetString(own.ToArray())), new DatasetUpload())).Version.Hash.ShouldBe(made.Version.Hash);
        (await _client.UploadDatasetCasesAsync("sums", Stream("prompt,expected\n2+2?,5\n3+3?,6\n"), new DatasetUpload { IsCsv = true, Model = "gpt-4o-mini", Append = true })).Version.CaseCount.ShouldBe(3);
    }

    [Fact]
    public async Task A_file_with_lines_that_cannot_be_used_is_refused_with_their_numbers_unless_they_may_be_left_out()
    {
        const string lines = "{\"prompt\":\"good\",\"model\":\"m\"}\nnonsense\n{\"prompt\":\"no model\"}\n";
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var refused = await _stage.Server.Http.PostAsync("/api/datasets/bad/cases", content);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync());
        problem.GetProperty("type").GetString().ShouldBe("/problems/invalid-dataset");
        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt64()).ShouldBe([2, 3]);
        (await _client.ListDatasetsAsync()).ShouldBeEmpty();

        var made = await _client.UploadDatasetCasesAsync("bad", Stream(lines), new DatasetUpload { SkipBad = true });
        (made.Version.CaseCount, made.Bad, made.Mistakes!.Count).ShouldBe((1, 2, 2));
    }

    [Theory]
    [InlineData("""{"filter":"model:("}""")]
    [InlineData("""{"expected":"everything"}""")]
    [InlineData("""{"limit":0}""")]
    [InlineData("""{"filter":"model:nothing"}""")]
    public async Task What_makes_no_version_is_refused(string json) => await _stage.PostAsync("/api/datasets/refunds/versions", json, 400);

    [Fact]
    public async Task Wrong_names_versions_formats_and_types_are_problems()
    {
        await _client.UploadDatasetCasesAsync("d", Stream("{\"prompt\":\"a\",\"model\":\"m\"}"), new DatasetUpload());
        await _stage.PostAsync("/api/datasets/Upper/versions", "{}", 400);
        await _stage.GetAsync("/api/datasets/none", 404);
        await _stage.GetAsync("/api/datasets/d/cases?version=2", 404);
        await _stage.GetAsync("/api/datasets/d/export?format=xml", 400);
        await _stage.GetAsync("/api/datasets/d/cases?cursor=-1", 400);
        await _stage.GetAsync("/api/datasets/d/comparison", 400);
        using var content = new StringContent("x", Encoding.UTF8, "text/plain");
        using var refused = await _stage.Server.Http.PostAsync("/api/datasets/d/cases", content);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_score_can_be_measured_against_a_dataset()
    {
        await _stage.AskAsync("refund");
        await _client.AddDatasetVersionAsync("refunds", new DatasetOrder { Expected = "answer" });
        var result = await _stage.PostAsync("/api/evaluations", """{"evaluators":["exact"],"expected_from":"dataset:refunds@1"}""");
        result.GetProperty("scores")[0].GetProperty("mean").GetDouble().ShouldBe(1);
    }

    [Fact]
    public void All_kinds_of_settings_move_with_a_store() => Reprise.Datasets.SettingsDatasets.SettingKinds.ShouldBeSubsetOf(StoreEngines.SettingKinds);

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
