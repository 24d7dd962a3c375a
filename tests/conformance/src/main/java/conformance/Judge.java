package conformance;

import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Prints what EU DSS and veraPDF say of documents, a line of tab-separated fields for each.
 *
 * <p>Arguments: a folder of trust anchors (*.crt), a folder of revocation lists (*.crl), then for
 * each document its path and the time at which it is to be judged (ISO 8601). Nothing is fetched.
 */
public final class Judge {

  private Judge() {}

  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (int next = 2; next + 1 < arguments.length; next += 2) {
      File document = new File(arguments[next]);
      Date at = Date.from(Instant.parse(arguments[next + 1]));
      List<String> fields = new ArrayList<>(List.of(document.getName(), arguments[next + 1]));
      fields.addAll(signature(document, at, Path.of(arguments[0]), Path.of(arguments[1])));
      fields.add(failedRules(document, PDFAFlavour.PDFA_3_U));
      fields.add(failedRules(document, PDFAFlavour.PDFUA_1));
      System.out.println(String.join("\t", fields));
    }
  }

  /** Level, indication, sub-indication, "intact" or not, changes, and DSS's own words. */
  private static List<String> signature(File document, Date at, Path anchors, Path crls)
      throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    for (File anchor : files(anchors)) {
      trusted.addCertificate(DSSUtils.loadCertificate(anchor));
    }
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    String[] lists = files(crls).stream().map(File::getPath).toArray(String[]::new);
    if (lists.length > 0) {
      List<InputStream> streams = new ArrayList<>();
      for (String list : lists) {
        streams.add(new FileInputStream(list));
      }
      verifier.setCrlSource(new ExternalResourcesCRLSource(streams.toArray(InputStream[]::new)));
    }
    SignedDocumentValidator validator =
        SignedDocumentValidator.fromDocument(new FileDocument(document));
    validator.setCertificateVerifier(verifier);
    validator.setValidationTime(at);
    Reports reports = validator.validateDocument();
    SimpleReport simple = reports.getSimpleReport();
    if (simple.getSignaturesCount() != 1) {
      return List.of("signatures: " + simple.getSignaturesCount(), "", "", "", "", "");
    }
    String id = simple.getFirstSignatureId();
    SignatureWrapper found = reports.getDiagnosticData().getSignatureById(id);
    boolean intact = found.isSignatureIntact() && found.isSignatureValid();
    String words =
        simple.getAdESValidationErrors(id).stream()
            .map(message -> message.getValue())
            .collect(Collectors.joining(" "));
    return List.of(
        simple.getSignatureFormat(id).toString(),
        simple.getIndication(id).toString(),
        String.valueOf(simple.getSubIndication(id)),
        intact ? "intact" : "broken",
        String.valueOf(found.getPdfUndefinedChanges().size()),
        words);
  }

  /** The rules of a profile that a document fails, as "clause-test"; "-" for none. */
  private static String failedRules(File document, PDFAFlavour flavour) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(document, flavour)) {
      PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
      ValidationResult result = validator.validate(parser);
      String failed =
          result.getFailedChecks().keySet().stream()
              .map(Judge::name)
              .sorted()
              .collect(Collectors.joining(" "));
      return result.isCompliant() && failed.isEmpty() ? "-" : failed + "!";
    }
  }

  private static String name(RuleId rule) {
    return rule.getClause() + "-" + rule.getTestNumber();
  }

  private static List<File> files(Path folder) throws Exception {
    try (var paths = Files.list(folder)) {
      return paths.sorted().map(Path::toFile).toList();
    }
  }
}
