using Reprise.Privacy.Detection;

namespace Reprise.Core.Tests.Privacy.Detection;

public sealed class NetworkAndCodeTests
{
    [Theory]
    [InlineData("write to ana.lopez+news@mail.example.org.", "ana.lopez+news@mail.example.org")]
    [InlineData("<jürgen@bücher.example>", "jürgen@bücher.example")]
    [InlineData("{\"to\":\"a_b@x.co\"}", "a_b@x.co")]
    public void An_email_address_is_found(string text, string email) => Finds.Of(FindingTypes.Email, text).ShouldBe([email]);

    [Theory]
    [InlineData("git@github.com:team/project.git")]
    [InlineData("logo@2x.png")]
    [InlineData("npm i react@18.2.0 @scope/name")]
    [InlineData("a@b")]
    [InlineData("@someone said")]
    public void What_only_looks_like_an_email_address_is_left(string text) => Finds.Of(FindingTypes.Email, text).ShouldBeEmpty();

    [Theory]
    [InlineData("from 203.0.113.7:8080", "203.0.113.7")]
    [InlineData("net 10.20.0.0/16", "10.20.0.0")]
    [InlineData("peer 2001:db8:85a3::8a2e:370:7334 up", "2001:db8:85a3::8a2e:370:7334")]
    [InlineData("ping ::1", "::1")]
    public void An_address_of_the_network_is_found(string text, string ip) => Finds.Of(FindingTypes.Ip, text).ShouldBe([ip]);

    [Theory]
    [InlineData("version 1.2.3.4")]
    [InlineData("300.1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("std::vector<int> a::b")]
    [InlineData("list[::2] at 10:20:30")]
    public void Versions_scopes_and_times_are_no_addresses(string text) => Finds.Of(FindingTypes.Ip, text).ShouldBeEmpty();

    [Theory]
    [InlineData("mac 3c:22:fb:12:9a:0e", "3c:22:fb:12:9a:0e")]
    [InlineData("3C-22-FB-12-9A-0E", "3C-22-FB-12-9A-0E")]
    [InlineData("port 3c22.fb12.9a0e", "3c22.fb12.9a0e")]
    public void A_hardware_address_is_found(string text, string mac) => Finds.Of(FindingTypes.Mac, text).ShouldBe([mac]);

    [Theory]
    [InlineData("ff:ff:ff:ff:ff:ff")]
    [InlineData("3c:22:fb:12:9a")]
    [InlineData("3c:22:fb:12:9a:zz")]
    public void Everybodys_hardware_address_and_broken_ones_are_left(string text) => Finds.Of(FindingTypes.Mac, text).ShouldBeEmpty();

    [Theory]
    [InlineData("see https://ana:s3cret@db.example/x for it", "https://ana:s3cret@db.example/x")]
    [InlineData("(https://api.example/v1?page=2&access_token=abcdef123)", "https://api.example/v1?page=2&access_token=abcdef123")]
    public void A_link_with_a_credential_is_found_whole(string text, string url) => Finds.Of(FindingTypes.UrlCredentials, text).ShouldBe([url]);

    [Theory]
    [InlineData("https://example.org/a?page=2&key=1")]
    [InlineData("https://ana@example.org/")]
    public void A_link_without_a_credential_is_left(string text) => Finds.Of(FindingTypes.UrlCredentials, text).ShouldBeEmpty();

    [Theory]
    [InlineData("IBAN DE47 3704 0044 0532 0130 77.", "DE47 3704 0044 0532 0130 77")]
    [InlineData("to FR2520041010050500013M02699", "FR2520041010050500013M02699")]
    [InlineData("nl85abna0417164311", "nl85abna0417164311")]
    public void An_account_is_found(string text, string iban) => Finds.Of(FindingTypes.Iban, text).ShouldBe([iban]);

    [Theory]
    [InlineData("DE48 3704 0044 0532 0130 77")]
    [InlineData("DE4737040044053201307")]
    public void An_account_with_a_wrong_check_or_length_is_none(string text) => Finds.Of(FindingTypes.Iban, text).ShouldBeEmpty();

    [Theory]
    [InlineData("send to 1PHWk1FtGARLgDMpekvErGbdJ6FF2cDm33")]
    [InlineData("send to 35YyUfspkGYDATYAyxRmDFGLs5kjzZTVmT")]
    [InlineData("send to bc1qn2cx2eykpmpnvgsj0wdyzk4qgfgcajcegk60pc")]
    [InlineData("send to 0x52908400098527886E0F7030069857D2E4169EE7")]
    public void A_wallet_is_found(string text) => Finds.Of(FindingTypes.Wallet, text).ShouldBe([text["send to ".Length..]]);

    [Theory]
    [InlineData("1PHWk1FtGARLgDMpekvErGbdJ6FF2cDm34")]
    [InlineData("bc1qn2cx2eykpmpnvgsj0wdyzk4qgfgcajcegk60pq")]
    [InlineData("8f953371d3e85eddb89b05ed6b9e680791055315")]
    public void A_wallet_with_a_wrong_check_is_none(string text) => Finds.Of(FindingTypes.Wallet, text).ShouldBeEmpty();
}
