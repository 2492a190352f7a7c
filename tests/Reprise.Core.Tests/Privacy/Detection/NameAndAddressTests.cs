using Reprise.Privacy.Detection;

namespace Reprise.Core.Tests.Privacy.Detection;

public sealed class NameAndAddressTests
{
    [Theory]
    [InlineData("My name is Katarzyna Wiśniewska and I need help.", "Katarzyna Wiśniewska")]
    [InlineData("Dear Mr. Lindqvist, your parcel is late.", "Mr. Lindqvist")]
    [InlineData("Please ask Giulia Marchetti about the contract.", "Giulia Marchetti")]
    [InlineData("Customer: Thomas J. Nilsson", "Thomas J. Nilsson")]
    public void A_name_is_found_whole(string text, string name) => Finds.Of(FindingTypes.Name, text).ShouldBe([name]);

    [Theory]
    [InlineData("The Lord of the Rings is a long book.")]
    [InlineData("Install Docker and start PostgreSQL on Linux.")]
    [InlineData("Flights from Paris to New York on Monday.")]
    [InlineData("Albert Einstein and Isaac Newton were physicists.")]
    [InlineData("WHAT ARE MY OPTIONS?")]
    [InlineData("Thanks, I will look at it in May.")]
    public void Places_products_titles_and_public_figures_are_no_names(string text) => Finds.Of(FindingTypes.Name, text).ShouldBeEmpty();

    [Theory]
    [InlineData("I live at 221 Maple Street, Springfield, IL 62704", "221 Maple Street, Springfield, IL 62704")]
    [InlineData("Ship it to Hauptstrasse 12, 10115 Berlin.", "Hauptstrasse 12, 10115 Berlin")]
    [InlineData("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris")]
    [InlineData("via Roma 17, 00184 Roma", "via Roma 17, 00184 Roma")]
    [InlineData("P.O. Box 1234", "P.O. Box 1234")]
    [InlineData("my zip code is 90210", "90210")]
    [InlineData("the office at SW1A 2AA", "SW1A 2AA")]
    public void A_postal_address_is_found_with_its_town(string text, string address) => Finds.Of(FindingTypes.Address, text).ShouldBe([address]);

    [Theory]
    [InlineData("In 1999 Wall Street crashed.")]
    [InlineData("There are 12 ways to do it.")]
    [InlineData("Take route 66 through the park.")]
    [InlineData("Section 12 of Chapter 3")]
    public void Numbers_beside_words_are_no_addresses(string text) => Finds.Of(FindingTypes.Address, text).ShouldBeEmpty();
}
