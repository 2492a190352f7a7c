using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Server.Tests.Api;
using Reprise.Server.Tests.Retention;

namespace Reprise.Server.Tests.Transparency;

public sealed class TransparencyApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_privacy_report_says_what_is_stored_for_how_long_and_who_may_read_it()
    {
        await using var host = await ApiHost.StartAsync(null, ("Retention:Default:Days", "30"));
        using var client = new RepriseClient(host.Client);
        await OldRecords.AppendAsync(host.Store, OldRecords.Of(TimeProvider.System.GetUtcNow(), 5), OldRecords.Of(TimeProvider.System.GetUtcNow(), 1));
        await client.PlaceHoldAsync(new HoldRequest("case-7", "status:error", "A case."), Cancellation);

        var report = await client.GetPrivacyReportAsync(cancellationToken: Cancellation);
        var project = report.Projects.ShouldHaveSingleItem();
        project.Interactions.ShouldBe(2);
        project.Since!.Value.ShouldBeLessThan(project.Until!.Value);
        project.Retention[0].ShouldBe(new(null, 30, project.Retention[0].BodyDays, "Retention:Default:Days"));
        project.Holds.ShouldBe(["case-7"]);
        project.MayRead.ShouldContain(reader => reader.Kind == "machine");
        report.Places.Select(place => place.What).ShouldBe(["store", "settings", "journal", "data folder", "backups"]);
        report.Encrypted.ShouldBeFalse();

        var page = await host.Client.GetStringAsync("/api/privacy/report?format=html", Cancellation);
        page.ShouldContain("case-7");
        page.ShouldNotContain("<script");
    }

    [Fact]
    public async Task The_bias_report_groups_by_a_field_and_refuses_one_there_is_not()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        var report = await client.GetBiasReportAsync(new BiasSearch { By = "model" }, Cancellation);
        (report.GroupedBy, report.Answers).ShouldBe(("model", 0));
        report.Warnings.ShouldContain("No request is of any group.");
        (await Should.ThrowAsync<RepriseApiException>(() => client.GetBiasReportAsync(new BiasSearch { By = "colour" }, Cancellation))).Message.ShouldContain("colour");
        (await Should.ThrowAsync<RepriseApiException>(() => client.GetBiasReportAsync(new BiasSearch { Terms = "women" }, Cancellation))).Message.ShouldContain("groups");
    }
}
