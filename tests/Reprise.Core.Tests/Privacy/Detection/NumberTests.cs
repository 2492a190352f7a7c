using Reprise.Privacy.Detection;

namespace Reprise.Core.Tests.Privacy.Detection;

public sealed class NumberTests
{
    [Theory]
    [InlineData("pay with 4539610027488137 please", "4539610027488137")]
    [InlineData("card 4539 6100 2748 8137, thanks", "4539 6100 2748 8137")]
    [InlineData("5200-8282-8282-8210", "5200-8282-8282-8210")]
    [InlineData("amex 3782 822463 10005", "3782 822463 10005")]
    public void A_card_is_found_however_it_is_grouped(string text, string card) => Finds.Of(FindingTypes.Card, text).ShouldBe([card]);

    [Theory]
    [InlineData("pay with 4539610027488138 please")]
    [InlineData("order 9539610027488137")]
    [InlineData("0.4539610027488137")]
    [InlineData("45396 100274 88137")]
    public void A_number_that_fails_Luhn_or_has_no_cards_prefix_or_grouping_is_no_card(string text) => Finds.Of(FindingTypes.Card, text).ShouldBeEmpty();

    [Theory]
    [InlineData("reach me at +49 30 901820", "+49 30 901820")]
    [InlineData("tel. +44 (0)20 7946 0958", "+44 (0)20 7946 0958")]
    [InlineData("+33-1-70-18-99-00", "+33-1-70-18-99-00")]
    [InlineData("(212) 555-0187 is the office", "(212) 555-0187")]
    [InlineData("212.555.0187", "212.555.0187")]
    [InlineData("1-800-555-0199 ext. 12", "1-800-555-0199 ext. 12")]
    [InlineData("mobile 070 123 45 67", "070 123 45 67")]
    [InlineData("call me on 5550187", "5550187")]
    [InlineData("00 41 44 668 18 00", "00 41 44 668 18 00")]
    public void A_telephone_number_is_found_by_its_writing_or_by_a_word(string text, string phone) => Finds.Of(FindingTypes.Phone, text).ShouldBe([phone]);

    [Theory]
    [InlineData("on 2024-03-15 10:22:33")]
    [InlineData("version 10.0.26100.1")]
    [InlineData("it costs $ 1250.50 or 1,250,000")]
    [InlineData("id 1700000000")]
    [InlineData("15.03.2024 at noon")]
    [InlineData("commit 5550187")]
    [InlineData("pages 100-200 and 3000-4000")]
    public void Dates_versions_prices_and_ids_are_no_telephone_numbers(string text) => Finds.Of(FindingTypes.Phone, text).ShouldBeEmpty();

    [Theory]
    [InlineData("my ssn is 536-90-4399", "us_ssn")]
    [InlineData("ITIN 912-78-1234", "us_itin")]
    [InlineData("SIN: 527 381 941", "ca_sin")]
    [InlineData("mein PESEL 85071423451", "pl_pesel")]
    [InlineData("BSN 111222333", "nl_bsn")]
    [InlineData("CPF 529.982.247-25", "br_cpf")]
    [InlineData("personnummer 850714-2381", "se_personnummer")]
    [InlineData("hetu 140785-2312", "fi_hetu")]
    [InlineData("DNI 40712345E", "es_nif")]
    [InlineData("NHS number 943 476 5919", "uk_nhs")]
    [InlineData("Steuer-ID 47036892179", "de_tax_id")]
    [InlineData("n° de sécu 285077512345655", "fr_insee")]
    [InlineData("身份证 320102198507141128", "cn_resident")]
    [InlineData("Aadhaar 5482 1937 4656", "in_aadhaar")]
    [InlineData("PAN ABCPK1234L", "in_pan")]
    [InlineData("NRIC S8512345I", "sg_nric")]
    [InlineData("fodselsnummer 14078542382", "no_fodselsnummer")]
    [InlineData("rijksregisternummer 85.07.14-234.16", "be_national_number")]
    [InlineData("TFN 412 345 677", "au_tfn")]
    [InlineData("NI number AB 12 34 56 C", "uk_nino")]
    [InlineData("codice fiscale RSSMRA85L14H501Z", "it_fiscal_code")]
    [InlineData("resident number 850714-1234567", "kr_rrn")]
    public void An_identity_number_is_found_and_its_kind_is_told(string text, string kind) => Finds.In(text).ShouldContain(found => found.StartsWith($"national_id.{kind}:", StringComparison.Ordinal));

    [Theory]
    [InlineData("my ssn is 666-90-4399")]
    [InlineData("SIN: 527 381 940")]
    [InlineData("PESEL 85071423452")]
    [InlineData("CPF 529.982.247-26")]
    [InlineData("personnummer 850714-2382")]
    [InlineData("DNI 40712345F")]
    [InlineData("Steuer-ID 47036892178")]
    [InlineData("Aadhaar 5482 1937 4657")]
    [InlineData("NRIC S8512345J")]
    [InlineData("fodselsnummer 14078542383")]
    public void An_identity_number_with_a_wrong_check_is_none(string text) => Finds.Of(FindingTypes.NationalId, text).ShouldBeEmpty();

    [Fact]
    public void A_weak_number_needs_a_word_beside_it_or_the_text_for_itself()
    {
        Finds.Of(FindingTypes.NationalId, "the build took 111222333 steps").ShouldBeEmpty();
        Finds.Of(FindingTypes.NationalId, "the citizen has 111222333").ShouldBe(["111222333"]);
        Finds.Of(FindingTypes.NationalId, "111222333").ShouldBe(["111222333"]);
    }

    [Theory]
    [InlineData("She was born on 14 July 1985 in a village.", "14 July 1985")]
    [InlineData("DOB: 07/14/1985", "07/14/1985")]
    [InlineData("geboren am 14.07.1985", "14.07.1985")]
    [InlineData("date of birth 1985-07-14", "1985-07-14")]
    [InlineData("born July 14, 1985", "July 14, 1985")]
    public void A_date_behind_a_word_of_birth_is_a_date_of_birth(string text, string date) => Finds.Of(FindingTypes.DateOfBirth, text).ShouldBe([date]);

    [Theory]
    [InlineData("The meeting is on 14 July 2025.")]
    [InlineData("My birthday is on July 14th.")]
    [InlineData("born 45/45/1985")]
    public void Other_dates_and_days_without_a_year_are_none(string text) => Finds.Of(FindingTypes.DateOfBirth, text).ShouldBeEmpty();
}
