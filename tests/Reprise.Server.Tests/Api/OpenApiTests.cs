using System.Text.Json.Nodes;
using Reprise.Tests;

namespace Reprise.Server.Tests.Api;

public sealed class OpenApiTests
{
    private static readonly string s_path = Path.Combine(ProjectFolder.Path, "docs", "api", "openapi.json");

    [Fact]
    public async Task The_committed_document_is_what_the_server_says()
    {
        await using var host = await ApiHost.StartAsync();
        var served = (await host.GetAsync("/openapi/v1.json")).ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        if (Environment.GetEnvironmentVariable("REPRISE_UPDATE_OPENAPI") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(s_path)!);
            await File.WriteAllTextAsync(s_path, served, TestContext.Current.CancellationToken);
        }

        var committed = File.Exists(s_path) ? await File.ReadAllTextAsync(s_path, TestContext.Current.CancellationToken) : "";
        served.ShouldBe(committed, "The API has changed. Run the tests with REPRISE_UPDATE_OPENAPI=1, read the change of docs/api/openapi.json, and commit it.");
    }

    [Fact]
    public async Task Names_are_those_of_the_contract()
    {
        await using var host = await ApiHost.StartAsync();
        var document = await host.GetAsync("/openapi/v1.json");
        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var name in new[] { "Interaction", "InteractionSummary", "InteractionPage", "Fact", "Session", "SessionDetail", "Aggregate", "AggregateRow", "Status", "IngestResult", "Problem" })
            schemas.ContainsKey(name).ShouldBeTrue(name);
        schemas.Select(s => s.Key).ShouldNotContain(name => name.EndsWith("Document", StringComparison.Ordinal));
        document.ToJsonString().Split("\"null\"").Length.ShouldBe(2, "null means something only in the groups of an aggregate row");
        foreach (var (name, schema) in schemas)
        {
            foreach (var (property, _) in schema!["properties"]?.AsObject() ?? []) property.ShouldBe(property.ToLowerInvariant(), name);
        }

        schemas["Interaction"]!["properties"]!["timestamp"]!["format"]!.GetValue<string>().ShouldBe("date-time");
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_and_every_parameter_a_description()
    {
        await using var host = await ApiHost.StartAsync();
        var paths = (await host.GetAsync("/openapi/v1.json"))["paths"]!.AsObject();
        var names = new List<string>();
        foreach (var (path, operations) in paths)
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                names.Add(operation!["operationId"]!.GetValue<string>());
                operation["summary"].ShouldNotBeNull($"{method} {path}");
                foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
                    parameter!["description"].ShouldNotBeNull($"{method} {path} {parameter["name"]}");
            }
        }

        names.Distinct().Count().ShouldBe(names.Count);
        names.Count.ShouldBeGreaterThanOrEqualTo(15);
    }
}
