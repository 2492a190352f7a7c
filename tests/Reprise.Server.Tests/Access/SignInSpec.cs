using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Reprise.Access;
using Reprise.Server.Access;

namespace Reprise.Server.Tests.Access;

/// <summary>People with passwords: signing in and out, what a browser gets and what it may send.</summary>
public sealed class SignInSpec
{
    [Fact]
    public async Task Somebody_signs_in_looks_around_and_signs_out()
    {
        await using var stage = await AccessStage.StartAsync();
        await stage.UserAsync("ann", "a long password", ("default", Role.Reviewer));
        using var browser = stage.Browser();
        (await browser.GetAsync("/api/interactions", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var signedIn = await AccessStage.SignInAsync(browser, "ann", "a long password");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("path=/", Case.Insensitive);
        var me = (await browser.GetFromJsonAsync<JsonNode>("/api/me", TestContext.Current.CancellationToken))!;
        me["user"]!.GetValue<string>().ShouldBe("ann");
        me["projects"]![0]!["role"]!.GetValue<string>().ShouldBe("reviewer");
        (await browser.GetAsync("/api/interactions", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/api/interactions?project=other", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        browser.DefaultRequestHeaders.Add(Entrance.PageHeader, "1");
        (await browser.PostAsync("/api/sign-out", null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        (await browser.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the sign-in is over, whatever the browser still sends");
        (await stage.AuditAsync("sign_in.*")).Select(static entry => entry.Action).ShouldBe(["sign_in.create", "sign_in.end"], ignoreOrder: true);
    }

    [Fact]
    public async Task Behind_tls_the_cookie_is_of_this_host_alone()
    {
        await using var stage = await AccessStage.StartAsync(("Access:PublicUrl", "https://reprise.example"));
        using var browser = stage.Browser();
        using var signedIn = await AccessStage.SignInAsync(browser, "admin", AccessStage.AdminPassword);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("__Host-reprise=");
        cookie.ShouldContain("secure", Case.Insensitive);
        cookie.ShouldNotContain("domain", Case.Insensitive);
        signedIn.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_change_with_a_cookie_alone_may_be_anybodys_and_is_refused()
    {
        await using var stage = await AccessStage.StartAsync();
        using var browser = stage.Browser();
        (await AccessStage.SignInAsync(browser, "admin", AccessStage.AdminPassword)).StatusCode.ShouldBe(HttpStatusCode.OK);
        object hold = new { name = "case", filter = "", reason = "why" };
        using var refused = await browser.PostAsJsonAsync("/api/holds", hold, TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("foreign-origin");
        browser.DefaultRequestHeaders.Add(Entrance.PageHeader, "1");
        (await browser.PostAsJsonAsync("/api/holds", hold, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await stage.AuditAsync("hold.create")).ShouldHaveSingleItem().Actor.ShouldBe("user:admin");
    }

    [Fact]
    public async Task What_is_wrong_is_said_the_same_way_and_guessing_is_slowed_down()
    {
        await using var stage = await AccessStage.StartAsync();
        await stage.UserAsync("ann", "a long password");
        using var browser = stage.Browser();
        var answers = new List<string>();
        foreach (var (user, password) in (ValueTuple<string, string>[])[("ann", "not her password"), ("bob", "not her password"), ("ann", new string('x', 10_000))])
        {
            using var response = await AccessStage.SignInAsync(browser, user, password);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            response.Headers.Contains("Set-Cookie").ShouldBeFalse();
            answers.Add(JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"]!.GetValue<string>());
        }

        answers.Distinct().Count().ShouldBe(1);
        for (var i = 0; i < 3; i++) (await AccessStage.SignInAsync(browser, "ann", "still not hers")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var slowed = await AccessStage.SignInAsync(browser, "ann", "a long password");
        slowed.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "the right password too: else waiting would tell wrong from right");
        slowed.Headers.RetryAfter.ShouldNotBeNull();
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        (await AccessStage.SignInAsync(browser, "ann", "a long password")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var refusals = await stage.AuditAsync("sign_in.refuse");
        refusals.Count.ShouldBe(6);
        refusals.Select(static entry => entry.Subject).ShouldNotContain("bob", "a name that nobody has may be a password in the wrong field");
    }

    [Fact]
    public async Task A_sign_in_ends_when_it_is_idle_and_when_it_is_old()
    {
        await using var stage = await AccessStage.StartAsync();
        using var idle = await stage.SignedInAsync("admin", AccessStage.AdminPassword);
        stage.Time.Advance(TimeSpan.FromHours(12));
        (await idle.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var busy = await stage.SignedInAsync("admin", AccessStage.AdminPassword);
        for (var hours = 0; hours < 7 * 24; hours += 8)
        {
            (await busy.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK, $"after {hours} hours");
            stage.Time.Advance(TimeSpan.FromHours(8));
        }

        (await busy.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sign_ins_and_the_old_password()
    {
        await using var stage = await AccessStage.StartAsync();
        await stage.UserAsync("ann", "a long password");
        using var here = await stage.SignedInAsync("ann", "a long password");
        using var elsewhere = await stage.SignedInAsync("ann", "a long password");
        (await here.PostAsJsonAsync("/api/me/password", new { current = "wrong one here", @new = "another password" }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await here.PostAsJsonAsync("/api/me/password", new { current = "a long password", @new = "short" }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        (await here.PostAsJsonAsync("/api/me/password", new { current = "a long password", @new = "another password" }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await here.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await elsewhere.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AccessStage.SignInAsync(elsewhere, "ann", "a long password")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AccessStage.SignInAsync(elsewhere, "ann", "another password")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_is_disabled_or_removed_is_out_at_once()
    {
        await using var stage = await AccessStage.StartAsync();
        using var admin = await stage.SignedInAsync("admin", AccessStage.AdminPassword);
        await stage.UserAsync("ann", "a long password");
        using var ann = await stage.SignedInAsync("ann", "a long password");
        (await admin.PatchAsJsonAsync("/api/users/ann", new { disabled = true }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AccessStage.SignInAsync(ann, "ann", "a long password")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await admin.PatchAsJsonAsync("/api/users/ann", new { disabled = false }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await stage.SignedInAsync("ann", "a long password");
        (await admin.DeleteAsync("/api/users/ann", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await again.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var stage = await AccessStage.StartAsync();
        using var admin = await stage.SignedInAsync("admin", AccessStage.AdminPassword);
        (await admin.DeleteAsync("/api/users/admin", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.PatchAsJsonAsync("/api/users/admin", new { disabled = true }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.PatchAsJsonAsync("/api/users/admin", new { administrator = false }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Sign_ins_are_listed_and_ended_one_by_one()
    {
        await using var stage = await AccessStage.StartAsync();
        using var here = await stage.SignedInAsync("admin", AccessStage.AdminPassword);
        using var elsewhere = await stage.SignedInAsync("admin", AccessStage.AdminPassword);
        var list = (await here.GetFromJsonAsync<JsonNode>("/api/me/sign-ins", TestContext.Current.CancellationToken))!["items"]!.AsArray();
        list.Count.ShouldBe(2);
        var other = list.Single(static item => !item!["current"]!.GetValue<bool>())!["id"]!.GetValue<string>();
        (await here.DeleteAsync($"/api/me/sign-ins/{other}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await elsewhere.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await here.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
